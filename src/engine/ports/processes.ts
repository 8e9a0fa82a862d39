import { execFile } from "node:child_process";
import { closeSync, openSync, readSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import type { Clock } from "./clock.ts";

const run = promisify(execFile);

/** Processes of this machine. A pid alone names nothing: it is reused; pid and start time name one process for ever. */
export interface Processes {
	/** Start time of a live process in the system's own words; `null` when there is none (a zombie counts as none). */
	startTime(pid: number): Promise<string | null>;
	/** Asks a process to end (SIGTERM) and waits until it is proven gone, at most `waitMs`. */
	terminate(pid: number, startTime: string, waitMs: number): Promise<"gone" | "still-there">;
	/** Ends a process that ignores SIGTERM (SIGKILL), and waits until it is gone. */
	kill(pid: number, startTime: string, waitMs: number): Promise<"gone" | "still-there">;
	/**
	 * Live processes of ours, this one excepted, whose environment carries `mark` (`NAME=value`): what a process that
	 * was started with it has left behind. Complete on Linux. Elsewhere `ps` is asked, which hides the environment of
	 * the system's own programs: what it does not show is not found.
	 */
	leftBehind(mark: string): Promise<readonly LiveProcess[]>;
}

export interface LiveProcess {
	readonly pid: number;
	readonly startTime: string;
}

/** How often a terminated process is looked at: one at rest ends within 100 ms, one in mid-tool takes up to 1.6 s. */
const LOOK_EVERY_MS = 10;
const LOOK_LATER_MS = 25;
const SOON_MS = 200;

/** The machine's process table: /proc where there is one, else `ps`. */
export function systemProcesses(clock: Clock): Processes {
	const startTime = process.platform === "linux" ? startTimeFromProc : startTimeFromPs;
	const end = async (
		signal: NodeJS.Signals,
		pid: number,
		expected: string,
		waitMs: number,
	): Promise<"gone" | "still-there"> => {
		if ((await startTime(pid)) !== expected) return "gone";
		try {
			process.kill(pid, signal);
		} catch {
			// It ended between the look and the signal; the look below says so.
		}
		// Counted in looks, not by the clock: that one may jump.
		let waited = 0;
		while ((await startTime(pid)) === expected) {
			if (waited >= waitMs) return "still-there";
			const pause = waited < SOON_MS ? LOOK_EVERY_MS : LOOK_LATER_MS;
			await clock.sleep(pause);
			waited += pause;
		}
		return "gone";
	};
	const carriers = process.platform === "linux" ? carriersFromProc : carriersFromPs;
	return {
		startTime,
		async leftBehind(mark) {
			const others = (await carriers(mark)).filter((pid) => pid !== process.pid);
			const found = await Promise.all(
				others.map(async (pid) => ({ pid, startTime: await startTime(pid) })),
			);
			return found.flatMap(({ pid, startTime: at }) =>
				at === null ? [] : [{ pid, startTime: at }],
			);
		},
		terminate: (pid, expected, waitMs) => end("SIGTERM", pid, expected, waitMs),
		kill: (pid, expected, waitMs) => end("SIGKILL", pid, expected, waitMs),
	};
}

/** At once: the kernel makes it up from memory, which takes a tenth of what handing it to another thread costs. */
async function startTimeFromProc(pid: number): Promise<string | null> {
	try {
		const stat = readStat(pid);
		// The command name may hold blanks and parentheses; the fields after the last ")" do not.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return fields[0] === "Z" || fields[0] === "X" ? null : (fields[19] ?? null);
	} catch {
		return null;
	}
}

/** All that the kernel tells fits; one buffer serves all looks, as each is over before the next begins. */
const statBuffer = Buffer.alloc(4096);

function readStat(pid: number): string {
	const file = openSync(`/proc/${pid}/stat`, "r");
	try {
		return statBuffer.toString("latin1", 0, readSync(file, statBuffer, 0, 4096, 0));
	} finally {
		closeSync(file);
	}
}

async function startTimeFromPs(pid: number): Promise<string | null> {
	try {
		const { stdout } = await run("ps", ["-o", "stat=,lstart=", "-p", String(pid)]);
		const [stat, ...start] = stdout.trim().split(/\s+/);
		return stat === undefined || stat.startsWith("Z") ? null : start.join(" ");
	} catch {
		return null;
	}
}

async function carriersFromProc(mark: string): Promise<readonly number[]> {
	const carriers: number[] = [];
	for (const name of await readdir("/proc")) {
		if (!/^\d+$/.test(name)) continue;
		// Processes of others, and those that end while we look, cannot be read.
		const environment = await readFile(`/proc/${name}/environ`, "latin1").catch(() => "");
		if (`\0${environment}`.includes(`\0${mark}\0`)) carriers.push(Number(name));
	}
	return carriers;
}

async function carriersFromPs(mark: string): Promise<readonly number[]> {
	try {
		const { stdout } = await run("ps", ["-A", "-E", "-ww", "-o", "pid=,command="]);
		const lines = stdout.split("\n").filter((line) => `${line} `.includes(` ${mark} `));
		return lines.map((line) => Number.parseInt(line, 10)).filter((pid) => pid > 0);
	} catch {
		return [];
	}
}
