import { parentPort } from "node:worker_threads";
import { type History, playHistory } from "./history.ts";
import type { Without } from "./host.ts";

interface Batch {
	readonly first: number;
	readonly end: number;
	readonly without: Without;
}

parentPort?.on("message", async ({ first, end, without }: Batch) => {
	const histories: History[] = [];
	for (let seed = first; seed < end; seed++) {
		histories.push(await playHistory({ seed, without, traced: false }));
	}
	parentPort?.postMessage(histories);
});
