import { parentPort } from "node:worker_threads";
import { type Day, playDay } from "./day/day.ts";
import { type Mishaps, playMishaps } from "./exhaustive.ts";
import { type History, playHistory } from "./history.ts";
import type { Without } from "./host.ts";

/** Histories for a worker to play: random ones of some seeds, the day of one, or the story with mishaps. */
export type Batch =
	| { readonly seeds: readonly number[]; readonly without: Without }
	| { readonly day: number; readonly tasks: number; readonly without: Without }
	| { readonly mishaps: readonly Mishaps[]; readonly from: number };

parentPort?.on("message", async (batch: Batch) => {
	parentPort?.postMessage(await played(batch));
});

/** What playing a batch gives. */
export type Played<B extends Batch> = B extends { readonly day: number } ? Day : History;

/** A history of the story has its place in the list for its seed. */
async function played(batch: Batch): Promise<readonly History[]> {
	if ("day" in batch) {
		const { day: seed, tasks, without } = batch;
		return [await playDay({ seed, tasks, without, traced: false })];
	}
	const histories: History[] = [];
	if ("seeds" in batch) {
		const { seeds, without } = batch;
		for (const seed of seeds) histories.push(await playHistory({ seed, without, traced: false }));
		return histories;
	}
	for (const [i, mishaps] of batch.mishaps.entries()) {
		histories.push({ ...(await playMishaps(mishaps)), seed: batch.from + i });
	}
	return histories;
}
