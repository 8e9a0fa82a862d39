import { setTimeout as sleep } from "node:timers/promises";
import { App } from "../../../../src/ui/tui/App.tsx";
import { dialogKinds } from "../../../../src/ui/tui/dialogs/box.ts";
import type { Dialog } from "../../../../src/ui/tui/dialogs/dialog.ts";
import { createRoom } from "../../../../src/ui/tui/room.ts";
import { topDialog } from "../../../../src/ui/tui/view-store.ts";
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
			screens.set(`${columns}x${rows}/${name}.txt`, await drawNamed(name, columns, rows));
		}
	}
	return screens.set("30x8/too-small.txt", await draw(TOO_SMALL, 30, 8));
}

function drawNamed(name: ScreenName, columns: number, rows: number): Promise<string> {
	const kind = dialogKinds.find((one) => one === name);
	return draw(scripts[name], columns, rows, kind);
}

/** Of a dialog it is also made sure that it is the one that is open. */
async function draw(
	script: ScreenScript,
	columns: number,
	rows: number,
	kind?: Dialog["kind"],
): Promise<string> {
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
			// What a key asks of the engine is answered before the next one.
			await sleep(15);
		}
		const frame = await whole(() => screen.frame(), script.shows);
		const open = topDialog(room.view.getState())?.kind;
		if (open !== kind) throw new Error(`${kind} is not open, but ${open}:\n${frame}`);
		return frame;
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
