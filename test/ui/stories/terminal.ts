import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bundle } from "../../../scripts/lib/bundle.mjs";
import { type PrivateTmux, privateTmux } from "../../support/private-tmux.ts";
import { waitFor } from "../../support/wait-for.ts";

const root = join(import.meta.dirname, "..", "..", "..");
/** A lone escape is told from the beginning of a longer code by what does not follow it. */
const AFTER_ESCAPE_MS = 60;
/** A machine with much else to do may take so long to draw. */
const SLOW_MS = 60_000;

/** A room that is played in, story after story, in a pane of one size. */
export interface StoryRoom {
	/** Waits until the first story has begun. */
	begun(): Promise<void>;
	/** Ends the story that is on and waits for the next to begin. */
	next(): Promise<void>;
	press(...keys: readonly string[]): Promise<void>;
	/** The rows of the screen. */
	rows(): Promise<readonly string[]>;
	/** Waits until the screen says this. */
	says(text: RegExp): Promise<void>;
	/** Waits until a screen is as it is wanted. */
	shows(what: string, on: (screen: string) => boolean): Promise<void>;
	/** Writes over the screen behind the room's back. */
	mess(): Promise<void>;
	/** Waits until the room was left by its user and the next story has begun. */
	ended(): Promise<void>;
	resize(columns: number, rows: number): Promise<void>;
	end(): Promise<void>;
}

export interface StoryStage {
	readonly columns: number;
	readonly rows: number;
	readonly link: "here" | "attached";
	readonly env?: Readonly<Record<string, string>>;
}

/** Opens the room of the stories in a tmux server of its own. */
export async function openStories({
	columns,
	rows,
	link,
	env = {},
}: StoryStage): Promise<StoryRoom> {
	const outdir = mkdtempSync(join(tmpdir(), "stories-"));
	await bundle({ root, entries: { program: "test/ui/stories/program.tsx" }, outdir });
	const tmux = privateTmux();
	const size = ["-x", String(columns), "-y", String(rows)];
	const set = Object.entries(env).flatMap(([name, value]) => ["-e", `${name}=${value}`]);
	const log = join(outdir, "log");
	writeFileSync(log, "");
	const run = `exec ${process.execPath} ${join(outdir, "program.js")} ${link} ${log}`;
	await tmux.tmux("new-session", "-d", "-s", "room", ...size, ...set, run);
	const pid = Number(await tmux.tmux("display-message", "-p", "-t", "=room:", "#{pane_pid}"));
	return storyRoom(tmux, pid, () => readFileSync(log, "utf8").trim().split("\n"));
}

/** `ends`: how each story ended, the oldest first. */
function storyRoom(tmux: PrivateTmux, pid: number, ends: () => readonly string[]): StoryRoom {
	let story = 1000;
	let seen = "";
	const look = async (): Promise<string> => {
		seen = await tmux.tmux("capture-pane", "-p", "-t", "=room:");
		return seen;
	};
	const shows: StoryRoom["shows"] = async (what, on) => {
		await waitFor(`the screen to say ${what}`, async () => on(await look()), SLOW_MS).catch(
			(error: Error) => {
				throw new Error(`${error.message}; the screen:\n${seen}`);
			},
		);
	};
	const says = (text: RegExp) => shows(String(text), (screen) => text.test(screen));
	const begun = () => says(new RegExp(`(?:pid |claude-failover )${story}\\b`));
	const over = (how: string) =>
		waitFor(`story ${story} to end by ${how}`, () => ends().includes(`${story} ${how}`), SLOW_MS);
	return {
		says,
		shows,
		rows: async () => (await look()).replace(/\n$/, "").split("\n"),
		begun,
		async next() {
			process.kill(pid, "SIGTERM");
			await over("signal");
			story += 1;
			await begun();
		},
		async ended() {
			await over("user");
			story += 1;
			await begun();
		},
		async mess() {
			const tty = await tmux.tmux("display-message", "-p", "-t", "=room:", "#{pane_tty}");
			writeFileSync(tty.trim(), "\u001b[5;1Hsomebody wrote over it");
		},
		async press(...keys) {
			for (const part of partsOf(keys)) {
				await tmux.tmux("send-keys", "-t", "=room:", ...part);
				if (part.at(-1) === "Escape") await new Promise((r) => setTimeout(r, AFTER_ESCAPE_MS));
			}
		},
		async resize(x, y) {
			await tmux.tmux("resize-window", "-t", "=room", "-x", String(x), "-y", String(y));
			const whole = (screen: string) => {
				const drawn = screen.replace(/\n$/, "").split("\n");
				return (
					drawn[0]?.startsWith(" claude-failover") && /help|quit|cancel/.test(drawn[y - 1] ?? "")
				);
			};
			await shows(`a whole frame of ${x}x${y}`, (screen) => whole(screen) === true);
		},
		end: tmux.end,
	};
}

/** Keys that can be sent at once: up to an escape; a `-l` makes the one after it a text. */
function partsOf(keys: readonly string[]): readonly (readonly string[])[] {
	const parts: string[][] = [];
	let part: string[] = [];
	const end = () => {
		if (part.length > 0) parts.push(part);
		part = [];
	};
	for (const [index, key] of keys.entries()) {
		if (key === "-l") end();
		part.push(key);
		if (key === "Escape" || keys[index - 1] === "-l") end();
	}
	end();
	return parts;
}
