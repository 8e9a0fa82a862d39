import { createStore, type StoreApi } from "zustand/vanilla";
import type { Snapshot } from "./client.ts";
import type { EventRecord } from "./events.ts";
import { initialState, type State } from "./model.ts";
import { reduce } from "./reduce.ts";

/** Events kept in memory for the views. */
const RECENT_KEPT = 500;

/** Makes the store, empty or from a saved state. */
export function createSnapshotStore(
	seq = 0,
	state: State = initialState,
	recent: readonly EventRecord[] = [],
): StoreApi<Snapshot> {
	return createStore<Snapshot>(() => ({ seq, state, recent }));
}

/** Applies one recorded event. Used by the engine and by every attached client, so both hold the same state. */
export function applyRecord(store: StoreApi<Snapshot>, record: EventRecord): void {
	const { state, recent } = store.getState();
	const next = reduce(state, record.event, record.at);
	store.setState({
		seq: record.seq,
		state: next,
		recent: [...recent.slice(-(RECENT_KEPT - 1)), record],
	});
}

/** Applies many records with one notification of the subscribers. */
export function applyRecords(store: StoreApi<Snapshot>, records: readonly EventRecord[]): void {
	const before = store.getState();
	const last = records.at(-1);
	if (last === undefined) return;
	store.setState({
		seq: last.seq,
		state: records.reduce((state, { event, at }) => reduce(state, event, at), before.state),
		recent: [...before.recent, ...records].slice(-RECENT_KEPT),
	});
}
