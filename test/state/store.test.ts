import { expect, test } from "vitest";
import type { EventRecord } from "../../src/state/events.ts";
import { initialState } from "../../src/state/model.ts";
import { applyRecord, applyRecords, createSnapshotStore } from "../../src/state/store.ts";
import { NOW } from "../support/state-builder.ts";
import { everyEvent } from "./every-event.ts";

const records: readonly EventRecord[] = Object.values(everyEvent).map((event, i) => ({
	seq: i + 1,
	at: NOW + i,
	event,
}));

test("a client that follows one by one holds the same as the engine that applies at once", () => {
	const engine = createSnapshotStore();
	const client = createSnapshotStore();
	applyRecords(engine, records);
	for (const record of records) applyRecord(client, record);
	expect(client.getState()).toEqual(engine.getState());
	expect(engine.getState().seq).toBe(records.length);
});

test("many records are told to the subscribers once, none not at all", () => {
	const store = createSnapshotStore();
	let told = 0;
	store.subscribe(() => {
		told += 1;
	});
	applyRecords(store, []);
	expect(told).toBe(0);
	applyRecords(store, records);
	expect(told).toBe(1);
});

test("a record changes no state that was handed out before", () => {
	const store = createSnapshotStore();
	const before = store.getState();
	applyRecords(store, records);
	expect(before).toEqual({ seq: 0, state: initialState, recent: [] });
});

test("the last five hundred events are kept for the views", () => {
	const store = createSnapshotStore();
	const many = Array.from({ length: 620 }, (_, i) => ({
		seq: i + 1,
		at: NOW,
		event: everyEvent["verdict.reached"],
	}));
	applyRecords(store, many.slice(0, 600));
	for (const record of many.slice(600)) applyRecord(store, record);
	expect(store.getState().recent).toHaveLength(500);
	expect(store.getState().recent[0]?.seq).toBe(121);
});
