import { setImmediate } from "node:timers/promises";
import { type Instance, render } from "ink";
import type { EngineClient } from "../../state/client.ts";
import { App } from "./App.tsx";
import type { Keymap } from "./keymap.ts";
import { createRoom, type Room } from "./room.ts";
import { runChild } from "./run-child.ts";

export interface ControlRoomOptions {
	readonly demo: boolean;
	readonly readonly: boolean;
	readonly ascii: "auto" | boolean;
	readonly fps: number;
	/** Lines in the place of a screen. */
	readonly screenReader?: boolean;
	/** The operator's own keys; absent: those that are shipped. */
	readonly keymap?: Keymap;
	/** Something to show all the time, such as a configuration error; `null` for nothing. */
	readonly banner: string | null;
	readonly env: NodeJS.ProcessEnv;
	readonly now: () => number;
	/** Closes the room when the engine behind it has ended. */
	readonly engineEnd?: Promise<unknown>;
}

export interface ControlRoomEnd {
	/** `terminal`: it is gone. */
	readonly quit: "user" | "signal" | "engine" | "terminal";
}

/** A signal that tells the same is to find somebody who listens. */
const HANG_UP_MS = 100;

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * Shows the control room on this terminal until the user, a signal or the terminal's own end closes it; the terminal is
 * restored by then. Rejects when drawing fails. The client stays open: it is the caller's.
 */
export async function startControlRoom(
	client: EngineClient,
	options: ControlRoomOptions,
): Promise<ControlRoomEnd> {
	const end = Promise.withResolvers<ControlRoomEnd>();
	const closing = new AbortController();
	let child: Promise<unknown> = Promise.resolve();
	const room = createRoom({
		client,
		options,
		runChild: (...how) => {
			const run = runChild(...how);
			child = run;
			return run;
		},
		closing: closing.signal,
		quit: () => end.resolve({ quit: "user" }),
	});
	const onSignal = () => end.resolve({ quit: "signal" });
	for (const signal of SIGNALS) process.on(signal, onSignal);
	const onEngineEnd = () => end.resolve({ quit: "engine" });
	void options.engineEnd?.then(onEngineEnd, onEngineEnd);
	// A terminal that is gone is told by SIGHUP, or by nothing but this; what cannot be written any more is no fault.
	const onGone = () => setTimeout(() => end.resolve({ quit: "terminal" }), HANG_UP_MS);
	process.stdin.on("end", onGone);
	for (const stream of [process.stdin, process.stdout]) stream.on("error", onGone);
	rawInput(true);
	try {
		const screen = await shown(room, options);
		const gone = screen.waitUntilExit();
		const how = await Promise.race([end.promise, gone.then(() => end.promise)]);
		// A program that has the terminal is ended first: the terminal must be ours to be restored.
		closing.abort();
		await child;
		await setImmediate();
		screen.unmount();
		await gone;
		return how;
	} finally {
		rawInput(false);
		room.frames.close();
		for (const signal of SIGNALS) process.off(signal, onSignal);
		process.stdin.off("end", onGone);
		for (const stream of [process.stdin, process.stdout]) stream.off("error", onGone);
	}
}

/** The control room on the terminal, in whatever form. */
export type Shown = Pick<Instance, "unmount" | "waitUntilExit">;

async function shown(
	room: Room,
	{ screenReader = false, env }: ControlRoomOptions,
): Promise<Shown> {
	const { showLines, wantsLines } = await import("./lines/show-lines.tsx");
	return wantsLines(screenReader, env) ? showLines(room) : showScreen(room);
}

/** What happens is drawn at the pace of the frame store; a key must not wait for the next turn of anything. */
const KEY_FPS = 60;

function showScreen(room: Room): Shown {
	return render(<App room={room} />, {
		alternateScreen: true,
		incrementalRendering: true,
		maxFps: KEY_FPS,
		patchConsole: false,
		exitOnCtrlC: false,
		// Else a CI variable in the environment would leave the screen empty until the end.
		interactive: process.stdout.isTTY === true,
	});
}

/** Ink takes the keys over only after its first frame; a ctrl-c before that would be a signal. */
function rawInput(on: boolean): void {
	if (process.stdin.isTTY) process.stdin.setRawMode(on);
}
