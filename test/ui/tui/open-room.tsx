import { onTestFinished, vi } from "vitest";
import type { Snapshot } from "../../../src/state/client.ts";
import { App } from "../../../src/ui/tui/App.tsx";
import { createRoom, type RoomOptions } from "../../../src/ui/tui/room.ts";
import { type Rendered, renderAt } from "../../support/render-at.ts";
import { NOW, type TestClient, testClient } from "./fixtures.ts";

export interface OpenRoom extends Rendered {
	readonly client: TestClient;
	/** How often the window was asked to close. */
	readonly quits: () => number;
	/** Programs that were given the terminal. */
	readonly children: { readonly words: readonly string[]; readonly env: NodeJS.ProcessEnv }[];
	/** What was asked of the tmux around it. */
	readonly asides: (readonly string[])[];
	/** Waits until the screen says all of this. */
	says(...texts: readonly (string | RegExp)[]): Promise<void>;
	/** Waits until the screen no longer says this. */
	saysNoMore(text: string): Promise<void>;
	/** Lets the room's clock go on by a second, in which no key is pressed. */
	rest(): void;
	/** Presses keys one after the other, each once the last was drawn. */
	press(...keys: readonly string[]): Promise<void>;
}

export interface OpenRoomOptions extends Partial<RoomOptions> {
	readonly client?: TestClient;
	readonly size?: readonly [columns: number, rows: number];
	readonly childCode?: number | null;
	/** What the tmux around it answers. */
	readonly aside?: (words: readonly string[]) => {
		readonly code: number | null;
		readonly out: string;
	};
	/** Whether a shell continues the room when it is suspended. */
	readonly continued?: boolean;
}

const KEYS: Readonly<Record<string, string>> = {
	enter: "\r",
	esc: "\u001b",
	tab: "\t",
	down: "\u001b[B",
	up: "\u001b[A",
	"ctrl-c": "\u0003",
	"ctrl-d": "\u0004",
	"ctrl-z": "\u001a",
	"ctrl-a": "\u0001",
	"ctrl-e": "\u0005",
	"ctrl-u": "\u0015",
	"ctrl-w": "\u0017",
	left: "\u001b[D",
	right: "\u001b[C",
	home: "\u001b[H",
	end: "\u001b[F",
	delete: "\u001b[3~",
	backspace: "\u007f",
};

/** Opens the control room on a terminal of the given size, 80x24 unless told; closed with the test. */
export function openRoom(snapshot: Snapshot, options: OpenRoomOptions = {}): OpenRoom {
	const { size = [80, 24], childCode = 0, continued = true, ...others } = options;
	const { aside = () => ({ code: 1, out: "" }), ...more } = others;
	const asides: OpenRoom["asides"] = [];
	const { client = testClient(snapshot), ...rest } = more;
	const children: OpenRoom["children"] = [];
	const closing = new AbortController();
	let quits = 0;
	let at = NOW;
	const room = createRoom({
		client,
		options: {
			demo: false,
			readonly: false,
			ascii: false,
			banner: null,
			env: { PATH: "/bin", TERM: "tmux-256color", TMUX: "/tmp/x,1,0", SECRET: "s" },
			now: () => at,
			...rest,
		},
		runChild: async (words, env) => {
			children.push({ words, env });
			return childCode;
		},
		runAside: async (words) => {
			asides.push(words);
			return aside(words);
		},
		stopUntilContinued: async () => continued,
		closing: closing.signal,
		quit: () => {
			quits += 1;
		},
	});
	const rendered = renderAt(<App room={room} />, ...size);
	onTestFinished(() => {
		rendered.unmount();
		room.frames.close();
	});
	const until = (condition: () => boolean, what: string) =>
		vi.waitFor(
			() => {
				if (!condition()) throw new Error(`waited for ${what}; the screen:\n${rendered.frame()}`);
			},
			{ timeout: 4000, interval: 5 },
		);
	const shows = (text: string | RegExp) =>
		typeof text === "string" ? rendered.frame().includes(text) : text.test(rendered.frame());
	return {
		...rendered,
		client,
		quits: () => quits,
		children,
		asides,
		says: (...texts) => until(() => texts.every(shows), texts.map(String).join(" and ")),
		saysNoMore: (text) => until(() => !shows(text), `no ${text}`),
		rest() {
			at += 1000;
		},
		async press(...keys) {
			for (const key of keys) {
				rendered.type(KEYS[key] ?? key);
				// A lone escape is only known to be one when nothing follows it.
				await new Promise((resolve) => setTimeout(resolve, key === "esc" ? 40 : 0));
			}
		},
	};
}
