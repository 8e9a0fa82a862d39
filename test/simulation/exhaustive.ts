import type { Fate } from "./life.ts";
import { playStory, type Story, type Told } from "./story.ts";

/** What befalls single changes of one history, as it can be sent to a worker. */
export type Mishaps = readonly (readonly [change: number, what: Mishap])[];

/** The daemon ends there, or the system refuses the change with that code. */
export type Mishap = "crash-before" | "crash-after" | "ENOSPC" | "EIO" | "EMFILE" | "EROFS";

const CODES = ["ENOSPC", "EIO", "EMFILE", "EROFS"] as const;

/**
 * Changes that somebody can tell apart afterwards. A crash after any other one (a file in a folder that nobody knows
 * of yet) leaves the same as a crash after the one before it: for single crashes all are played all the same.
 */
const TELLING = /^(append|tmux|terminate|run )|durably$/;

/** Plays the story with these mishaps. */
export function playMishaps(mishaps: Mishaps, traced = false): Promise<Story> {
	return playStory(toldOf(mishaps), traced);
}

/** Every history in which the daemon dies once, before or after any change that is made while the switch is open. */
export async function singleCrashes(): Promise<readonly Mishaps[]> {
	const { begun, ended } = await playStory(new Map());
	const all = numbers(begun - 1, ended + 1);
	return all.flatMap((n): Mishaps[] => [[[n, "crash-before"]], [[n, "crash-after"]]]);
}

/** Every history in which it dies twice: after a telling change, then after one that the next lives make. */
export async function doubleCrashes(): Promise<readonly Mishaps[]> {
	const whole = await playStory(new Map());
	const pairs: Mishaps[] = [];
	for (const first of telling(whole, whole.begun - 1, whole.ended)) {
		const once: Mishaps = [[first, "crash-after"]];
		const broken = await playMishaps(once);
		const last = Math.max(broken.ended, first + 1);
		for (const second of telling(broken, first + 1, last)) {
			pairs.push([...once, [second, "crash-after"]]);
		}
	}
	return pairs;
}

/** Every history in which the system refuses one change that is written to the disk, in every way it may. */
export async function refusedWrites(): Promise<readonly Mishaps[]> {
	const { changes } = await playStory(new Map());
	const writes = numbers(1, changes.length).filter((n) => isWrite(changes[n - 1] ?? ""));
	return writes.flatMap((n) => CODES.map((code): Mishaps => [[n, code]]));
}

function isWrite(name: string): boolean {
	return !/^(tmux|terminate|kill|run) /.test(name);
}

function telling(story: Story, from: number, to: number): readonly number[] {
	return numbers(from, to).filter((n) => TELLING.test(story.changes[n - 1] ?? ""));
}

function numbers(from: number, to: number): readonly number[] {
	return Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i);
}

function toldOf(mishaps: Mishaps): Told {
	return new Map(mishaps.map(([change, what]) => [change, fateOf(what)]));
}

function fateOf(what: Mishap): Fate {
	if (what === "crash-before" || what === "crash-after") return what;
	return Object.assign(new Error(`${what}: refused by the simulation`), { code: what });
}
