import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Mishaps } from "./exhaustive.ts";
import type { History } from "./history.ts";
import type { Without } from "./host.ts";
import type { Batch } from "./worker.ts";

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

/** Plays the story once for each entry, on all cores; its place in the list stands for the seed. */
export function playList(list: readonly Mishaps[]): Promise<readonly History[]> {
	return playAll(inParts(list).map((mishaps, part) => ({ mishaps, from: part * AT_A_TIME + 1 })));
}

function inParts<T>(all: readonly T[]): readonly (readonly T[])[] {
	const parts = Math.ceil(all.length / AT_A_TIME);
	return Array.from({ length: parts }, (_, i) => all.slice(i * AT_A_TIME, (i + 1) * AT_A_TIME));
}

async function playAll(batches: readonly Batch[]): Promise<readonly History[]> {
	const waiting = [...batches];
	const histories: History[] = [];
	const work = async (): Promise<void> => {
		const worker = new Worker(new URL("./worker.ts", import.meta.url));
		try {
			for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
				histories.push(...(await ask(worker, next)));
			}
		} finally {
			await worker.terminate();
		}
	};
	await Promise.all(Array.from({ length: availableParallelism() }, work));
	return histories;
}

function ask(worker: Worker, batch: Batch): Promise<readonly History[]> {
	return new Promise((resolve, reject) => {
		const done = (histories: readonly History[]): void => {
			worker.off("error", reject);
			resolve(histories);
		};
		worker.once("message", done);
		worker.once("error", reject);
		worker.postMessage(batch);
	});
}
