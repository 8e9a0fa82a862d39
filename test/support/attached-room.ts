import { join } from "node:path";
import type { Stage } from "../../src/engine/simulate/stage.ts";
import { type PrivateTmux, privateTmux } from "./private-tmux.ts";
import { waitFor } from "./wait-for.ts";

const PROGRAM = join(import.meta.dirname, "../../bin/claude-failover.js");

/** Variables that lead the program to the stage, and make it draw. */
const VARIABLES = ["HOME", "XDG_RUNTIME_DIR", "XDG_STATE_HOME", "PATH"];

/** Real control rooms that are attached to the daemon of a stage, each in a terminal of its own. */
export interface AttachedRooms {
	readonly terminal: PrivateTmux;
	keys(room: string, ...keys: readonly string[]): Promise<void>;
	screen(room: string): Promise<string>;
	/** Waits for a text on the screen of a room, and gives that screen. */
	see(room: string, text: RegExp): Promise<string>;
	end(): Promise<void>;
}

/** Opens a control room for each name, all of the same size. */
export async function attachRooms(
	{ environment, configFile }: Stage,
	names: readonly string[],
): Promise<AttachedRooms> {
	const terminal = privateTmux();
	for (const name of names) {
		await terminal.tmux(
			...["new-session", "-d", "-s", name, "-x", "180", "-y", "45", "-e", "LANG=C.UTF-8"],
			...VARIABLES.flatMap((one) => ["-e", `${one}=${environment[one]}`]),
			...[process.execPath, PROGRAM, "--config", configFile],
		);
	}
	const screen = (room: string): Promise<string> =>
		terminal.tmux("capture-pane", "-p", "-J", "-t", `=${room}:`);
	const rooms: AttachedRooms = {
		terminal,
		screen,
		async keys(room, ...keys) {
			await terminal.tmux("send-keys", "-t", `=${room}:`, ...keys);
		},
		async see(room, text) {
			let last = "";
			const look = async (): Promise<string | null> => {
				last = await screen(room);
				return text.test(last) ? last : null;
			};
			return waitFor(`${room} to show ${text}`, look, 60_000).catch((error) => {
				throw new Error(`${error}\n${last}`);
			});
		},
		end: () => terminal.end(),
	};
	for (const name of names) await rooms.see(name, /1 Sessions/);
	return rooms;
}
