import { setTimeout as sleep } from "node:timers/promises";
import { App } from "../../../../src/ui/tui/App.tsx";
import { createRoom } from "../../../../src/ui/tui/room.ts";
import { renderAt } from "../../../support/render-at.ts";
import { afternoon, NOW, testClient } from "../fixtures.ts";
import { explanation, type ScreenName, type ScreenScript, scripts } from "./scripts.ts";

const SIZES = [
	[80, 24],
	[200, 50],
] as const;

const TOO_SMALL: ScreenScript = { keys: [], shows: "q quits" };

/** All screens as text, by their file under docs/screens. */
export async function allScreens(): Promise<ReadonlyMap<string, string>> {
	const screens = new Map<string, string>();
	for (const [columns, rows] of SIZES) {
		for (const name of Object.keys(scripts) as ScreenName[]) {
			screens.set(`${columns}x${rows}/${name}.txt`, await draw(scripts[name], columns, rows));
		}
	}
	return screens.set("30x8/too-small.txt", await draw(TOO_SMALL, 30, 8));
}

async function draw(script: ScreenScript, columns: number, rows: number): Promise<string> {
	const client = testClient(script.pool ?? afternoon(), script.link);
	client.explain = async () => explanation;
	const room = createRoom({
		client,
		options: {
			...{ demo: false, readonly: false, ascii: false, banner: null },
			...{ env: { TERM: "tmux-256color" }, now: () => NOW },
		},
		runChild: async () => 0,
		closing: new AbortController().signal,
		quit: () => {},
	});
	const screen = renderAt(<App room={room} />, columns, rows);
	try {
		for (const key of script.keys) {
			screen.type(key === "enter" ? "\r" : key);
			await sleep(0);
		}
		return await whole(() => screen.frame(), script.shows);
	} finally {
		screen.unmount();
		room.frames.close();
	}
}

/** The frame that shows this, once nothing moves any more. */
async function whole(frame: () => string, shows: string): Promise<string> {
	let before = "";
	for (let looks = 0; looks < 300; looks++) {
		const now = frame();
		if (now === before && now.includes(shows)) return `${now.trimEnd()}\n`;
		before = now;
		await sleep(15);
	}
	throw new Error(`the screen never showed ${shows}:\n${before}`);
}
