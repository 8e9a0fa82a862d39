import { createHash } from "node:crypto";
import { request } from "node:http";
import { createEventReader } from "../../src/engine/control/remote/event-reader.ts";
import { takeSnapshot } from "../../src/engine/control/remote/snapshot.ts";
import type { Snapshot } from "../../src/state/client.ts";
import { applyRecord, createSnapshotStore } from "../../src/state/store.ts";

/** What two readers of one place must agree in, whatever it is made of. */
export function digest(value: unknown): string {
	return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/**
 * The state after each single event, made from one snapshot and the event stream. Clients see the end of a batch;
 * this has every place at which one of them can stand.
 */
export interface StatesByPlace {
	at(seq: number): Pick<Snapshot, "seq" | "state"> | undefined;
	/** Every byte of the stream so far. */
	text(): string;
	last(): number;
	close(): void;
}

/** Follows a daemon from now on. A gap in its stream is an error. */
export async function statesByPlace(socketPath: string): Promise<StatesByPlace> {
	const first = await takeSnapshot(socketPath);
	if (first.kind !== "ok") throw new Error(first.kind);
	const { seq, state, recent } = first.snapshot;
	const store = createSnapshotStore(seq, state, recent);
	const states = new Map([[seq, { seq, state }]]);
	const read = createEventReader();
	let text = "";
	const asked = request({ socketPath, path: `/v1/events?after=${seq}`, agent: false });
	asked.on("response", (response) => {
		response.setEncoding("utf8").on("data", (chunk: string) => {
			text += chunk;
			for (const record of read(chunk).records) {
				if (record.seq !== store.getState().seq + 1) throw new Error(`a gap at ${record.seq}`);
				applyRecord(store, record);
				states.set(record.seq, { seq: record.seq, state: store.getState().state });
			}
		});
		response.on("error", () => {});
	});
	asked.on("error", () => {});
	asked.end();
	return {
		at: (place) => states.get(place),
		text: () => text,
		last: () => store.getState().seq,
		close: () => asked.destroy(),
	};
}
