import { setTimeout as sleep } from "node:timers/promises";
import type { StoreApi } from "zustand/vanilla";
import type { Link, Snapshot } from "../../../state/client.ts";
import type { EventRecord } from "../../../state/events.ts";
import { applyRecords } from "../../../state/store.ts";
import { createEventReader } from "./event-reader.ts";
import { send } from "./request.ts";
import { takeSnapshot } from "./snapshot.ts";

/** Three heartbeats of the server: a stream that is silent for longer is dead. */
const SILENCE_MS = 45_000;

export interface Following {
	readonly socketPath: string;
	readonly store: StoreApi<Snapshot>;
	readonly link: StoreApi<Link>;
	readonly now: () => number;
	readonly signal: AbortSignal;
	/** First and longest wait between two tries to come back. */
	readonly retryMs: readonly [number, number];
	/** Told after each snapshot and after each batch of records. */
	readonly onChange: (records: readonly EventRecord[] | "snapshot") => void;
}

/**
 * Keeps the store equal to the daemon's until the signal: the same reducer on the event stream, a
 * new snapshot when records are missing, and tries without end when the daemon is gone.
 */
export async function follow(what: Following): Promise<void> {
	const { signal, retryMs } = what;
	while (!signal.aborted) {
		const outcome = await readStream(what).catch(() => "lost" as const);
		let wait = outcome === "gap" ? 0 : retryMs[0];
		for (;;) {
			if (signal.aborted) return;
			if (wait > 0) await loseLink(what, wait);
			if (await resync(what)) break;
			wait = Math.min(Math.max(wait * 2, retryMs[0]), retryMs[1]);
		}
	}
}

/** Says that the link is lost, since when it first was, and waits before the next try. */
async function loseLink({ link, now, signal }: Following, wait: number): Promise<void> {
	if (link.getState().kind !== "lost") link.setState({ kind: "lost", since: now() }, true);
	await sleep(wait, undefined, { signal }).catch(() => {});
}

async function resync({ socketPath, store, link, signal, onChange }: Following): Promise<boolean> {
	const taken = await takeSnapshot(socketPath, signal);
	if (taken.kind !== "ok" || signal.aborted) return false;
	store.setState(taken.snapshot, true);
	link.setState({ kind: "attached", pid: taken.pid }, true);
	onChange("snapshot");
	return true;
}

/** Applies the stream to the store until it ends (`lost`) or records are missing (`gap`). */
async function readStream(what: Following): Promise<"lost" | "gap"> {
	const { socketPath, store, signal, onChange } = what;
	const path = `/v1/events?after=${store.getState().seq}`;
	const response = await send(socketPath, { method: "GET", path, signal }, SILENCE_MS);
	if (response.statusCode !== 200) {
		response.destroy();
		return "lost";
	}
	response.setEncoding("utf8");
	const read = createEventReader();
	for await (const text of response) {
		const { records, reset } = read(text as string);
		if (reset || !continues(store.getState().seq, records)) {
			response.destroy();
			return "gap";
		}
		if (records.length === 0) continue;
		applyRecords(store, records);
		onChange(records);
	}
	return "lost";
}

function continues(seq: number, records: readonly EventRecord[]): boolean {
	return records.every((record, index) => record.seq === seq + 1 + index);
}
