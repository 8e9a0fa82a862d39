import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type PrivateTmux, privateTmux } from "./private-tmux.ts";
import { waitFor } from "./wait-for.ts";

/** A shell in a real terminal, for programs that take the whole of it. */
export interface RoomTerminal {
	readonly tmux: PrivateTmux["tmux"];
	keys(...keys: readonly string[]): Promise<void>;
	/** Runs a command; the shell then says with what it ended, and whether the terminal is set as before. */
	run(command: string): Promise<void>;
	/** Waits until the screen says this, and gives the screen. */
	sees(text: string | RegExp): Promise<string>;
	resize(columns: number, rows: number): Promise<void>;
	/** Modes of the terminal that a program switched, and did not switch back: `1049h`. */
	leftBehind(): readonly string[];
	/** A file of its own, for what a command tells. */
	file(name: string): string;
	end(): Promise<void>;
}

/** Opens a shell in a terminal of that size, with these variables. */
export async function roomTerminal(
	[columns, rows]: readonly [number, number],
	env: Readonly<Record<string, string>>,
): Promise<RoomTerminal> {
	const { tmux, end } = privateTmux();
	const folder = mkdtempSync(join(tmpdir(), "terminal-"));
	const raw = join(folder, "raw");
	const size = ["-x", String(columns), "-y", String(rows)];
	const set = Object.entries({ PS1: "$ ", ...env }).flatMap(([k, v]) => ["-e", `${k}=${v}`]);
	await tmux("new-session", "-d", "-s", "room", ...size, ...set, "sh");
	await tmux("pipe-pane", "-t", "=room:", `exec cat > ${raw}`);
	let screen = "";
	const keys = async (...sent: readonly string[]): Promise<void> => {
		await tmux("send-keys", "-t", "=room:", ...sent);
	};
	return {
		tmux,
		keys,
		async run(command) {
			const told = 'echo "ended with $?"; [ "$a" = "$(stty -g)" ] && echo "as before"';
			await keys("-l", `a=$(stty -g); ${command}; ${told}`);
			await keys("Enter");
		},
		async sees(text) {
			const look = async (): Promise<boolean> => {
				screen = await tmux("capture-pane", "-p", "-t", "=room:");
				return typeof text === "string" ? screen.includes(text) : text.test(screen);
			};
			await waitFor(String(text), look, 60_000).catch((error: Error) => {
				throw new Error(`${error.message}; the screen:\n${screen}`);
			});
			return screen;
		},
		async resize(x, y) {
			await tmux("resize-window", "-t", "=room:", "-x", String(x), "-y", String(y));
		},
		leftBehind: () => leftBehind(readFileSync(raw, "utf8")),
		file: (name) => join(folder, name),
		end,
	};
}

/** What is on at the end: of the cursor that should be, of all else nothing should. */
function leftBehind(raw: string): readonly string[] {
	const last = new Map<string, string>();
	for (const [, modes = "", how = ""] of raw.matchAll(/\u001b\[\?([\d;]+)([hl])/g)) {
		for (const mode of modes.split(";")) last.set(mode, how);
	}
	return [...last]
		.filter(([mode, how]) => how !== (mode === "25" ? "h" : "l"))
		.map(([mode, how]) => `${mode}${how}`);
}
