import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Day } from "./day/day.ts";
import { TASKS } from "./day/plan.ts";
import type { Mishaps } from "./exhaustive.ts";
import type { History } from "./history.ts";
import type { Without } from "./host.ts";
import type { Batch, Played } from "./worker.ts";

/** State is made anew with every event: with room for what is soon garbage, less of it is copied. */
const YOUNG_MB = 128;

/** Histories that a worker plays at a time. */
const AT_A_TIME = 20;

/** Plays random histories on all cores. */
export function playSeeds(
	from: number,
	count: number,
	without: Without,
): Promise<readonly History[]> {
	const seeds = Array.from({ length: count }, (_, i) => from + i);
	return playAll(inParts(seeds).map((part) => ({ seeds: part, without })));
}

/** Plays days on so many cores; each has so many tasks. */
export function playDays(
	from: number,
	count: number,
	without: Without,
	{ workers = availableParallelism(), tasks = TASKS } = {},
): Promise<readonly Day[]> {
	const days = Array.from({ length: count }, (_, i) => ({ day: from + i, tasks, without }));
	return playAll(days, workers);
}

/** Plays the story once for each entry, on all cores; its place in the list stands for the seed. */
export function playList(list: readonly Mishaps[]): Promise<readonly History[]> {
	return playAll(inParts(list).map((mishaps, part) => ({ mishaps, from: part * AT_A_TIME + 1 })));
}

function inParts<T>(all: readonly T[]): readonly (readonly T[])[] {
	const parts = Math.ceil(all.length / AT_A_TIME);
	return Array.from({ length: parts }, (_, i) => all.slice(i * AT_A_TIME, (i + 1) * AT_A_TIME));
}

async function playAll<B extends Batch>(
	batches: readonly B[],
	workers = availableParallelism(),
): Promise<readonly Played<B>[]> {
	const waiting = [...batches];
	const histories: Played<B>[] = [];
	const work = async (): Promise<void> => {
		const worker = new Worker(new URL("./worker.ts", import.meta.url), {
			resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
		});
		try {
			for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
				histories.push(...(await ask(worker, next)));
			}
		} finally {
			await worker.terminate();
		}
	};
	await Promise.all(Array.from({ length: workers }, work));
	return histories;
}

function ask<B extends Batch>(worker: Worker, batch: B): Promise<readonly Played<B>[]> {
	return new Promise((resolve, reject) => {
		const done = (histories: readonly Played<B>[]): void => {
			worker.off("error", reject);
			resolve(histories);
		};
		worker.once("message", done);
		worker.once("error", reject);
		worker.postMessage(batch);
	});
}
