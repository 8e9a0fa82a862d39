import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROGRAM } from "./rig.ts";
import { type TimedPane, type TimedTerminal, timedTerminal } from "./timed-terminal.ts";

/** The built control room in a real terminal, attached to a control plane that tells of a large pool. */
export interface RoomStage {
	readonly room: TimedPane;
	/** For the floors: beside the same control plane, under the same tmux. */
	readonly floor: TimedPane;
	/** The words that start the minimal Ink program, bundled as the control room is. */
	readonly minimal: readonly string[];
	/** How many events a second come from now on. */
	rate(perSecond: number): void;
	/** Starts the control room anew, with these flags of Node; gives the time at which that was asked for. */
	open(...flags: readonly string[]): number;
}

const SIZE = [160, 40] as const;

/** Sets it all up, lets `work` measure, and clears it away. */
export async function onRoomStage<T>(work: (stage: RoomStage) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), "ccf-bench-"));
	const terminal = await timedTerminal(...SIZE);
	const feed = startFeed(folder);
	try {
		await mkdir(join(folder, "claude-failover"), { mode: 0o700 });
		feed.stdin?.write("0\n");
		return await work(await stageOf(folder, terminal, feed));
	} finally {
		feed.kill();
		await terminal.end();
		await rm(folder, { recursive: true, force: true });
	}
}

function startFeed(folder: string): ChildProcess {
	const words = [
		join(import.meta.dirname, "room-feed.ts"),
		join(folder, "claude-failover/control.sock"),
	];
	return spawn(process.execPath, ["--no-warnings", ...words], {
		stdio: ["pipe", "pipe", "inherit"],
	});
}

async function stageOf(
	folder: string,
	terminal: TimedTerminal,
	feed: ChildProcess,
): Promise<RoomStage> {
	if (feed.stdout !== null) await once(feed.stdout, "data");
	const root = join(import.meta.dirname, "../..");
	const { bundle } = await import("../../scripts/lib/bundle.mjs");
	await bundle({ root, entries: { minimal: "bench/lib/minimal-ink.tsx" }, outdir: folder });
	const room = await terminal.pane();
	const env = { HOME: folder, XDG_RUNTIME_DIR: folder, LANG: "C.UTF-8" };
	return {
		room,
		floor: await terminal.pane(),
		minimal: [process.execPath, join(folder, "minimal.js")],
		rate: (perSecond) => void feed.stdin?.write(`${perSecond}\n`),
		open: (...flags) => room.run([process.execPath, ...flags, PROGRAM], env),
	};
}
