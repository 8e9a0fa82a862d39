import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import { openRecorder, type Recorder } from "../../src/engine/recorder.ts";
import type { Event, EventRecord } from "../../src/state/events.ts";
import { openJournal } from "../../src/state/journal.ts";
import { everyEvent } from "../state/every-event.ts";
import { manualClock } from "../support/manual-clock.ts";
import { NOW } from "../support/state-builder.ts";

let file: string;
const clock = manualClock(NOW);

beforeEach(() => {
	file = join(mkdtempSync(join(tmpdir(), "recorder-")), "state.db");
});
const open = (): Recorder => openRecorder(openJournal(file), clock);

const story = Object.values(everyEvent);
const pause = (all: boolean): Event => ({ type: "dispatch.paused", all });

describe("a commit", () => {
	test("is on disk before it is in the state, and in the state before it is told", () => {
		const recorder = open();
		const seen: unknown[] = [];
		recorder.subscribe(([first]) => {
			const onDisk = openJournal(file);
			seen.push([first?.seq, onDisk.tail(1)[0]?.seq, recorder.state().dispatch.all]);
			onDisk.close();
		});
		recorder.commit(pause(true));
		expect(seen).toEqual([[1, 1, true]]);
		recorder.close();
	});

	test("of several events is told once, with the time of the clock", () => {
		const recorder = open();
		const batches: (readonly EventRecord[])[] = [];
		recorder.subscribe((records) => batches.push(records));
		recorder.commit(pause(false), everyEvent["dispatch.resumed"]);
		expect(batches.map((b) => b.map((r) => [r.seq, r.at, r.event.type]))).toEqual([
			[
				[1, NOW, "dispatch.paused"],
				[2, NOW, "dispatch.resumed"],
			],
		]);
		recorder.close();
	});

	test("keeps no secret that somebody wrote into a text", () => {
		const recorder = open();
		const error = "401 for sk-ant-oat01-abcdefghijkl";
		recorder.commit({ type: "loop.failed", loop: "dispatcher", error });
		recorder.close();
		const told = { type: "loop.failed", loop: "dispatcher", error: "401 for [secret]" };
		const onDisk = openJournal(file);
		expect(onDisk.tail(1).map(({ event }) => event)).toEqual([told]);
		onDisk.close();
	});

	test("of nothing is nothing", () => {
		const recorder = open();
		let told = 0;
		recorder.subscribe(() => {
			told += 1;
		});
		recorder.commit();
		expect([told, recorder.store.getState().seq]).toEqual([0, 0]);
		recorder.close();
	});

	test("that cannot be written changes no state and tells nobody", () => {
		const recorder = open();
		let told = 0;
		recorder.subscribe(() => {
			told += 1;
		});
		const circular: Record<string, unknown> = { type: "engine.stopped" };
		circular.why = circular;
		expect(() => recorder.commit(pause(true), circular as unknown as Event)).toThrow();
		expect([recorder.state().dispatch.paused, told]).toEqual([false, 0]);
		recorder.close();
	});

	test("of a listener's own comes after the one it was told of", () => {
		const recorder = open();
		recorder.subscribe((records) => {
			if (records.some((r) => r.event.type === "dispatch.paused")) {
				recorder.commit(everyEvent["dispatch.resumed"]);
			}
		});
		recorder.commit(pause(false));
		const { recent, state } = recorder.store.getState();
		expect(recent.map((r) => [r.seq, r.event.type])).toEqual([
			[1, "dispatch.paused"],
			[2, "dispatch.resumed"],
		]);
		expect(state.dispatch.paused).toBe(false);
		recorder.close();
	});
});

describe("a recorder that is opened again", () => {
	test("holds the same state after an orderly end", () => {
		const first = open();
		first.commit(...story);
		const before = first.state();
		first.close();
		const second = open();
		expect(second.state()).toEqual(before);
		expect(second.store.getState().seq).toBe(story.length);
		second.close();
	});

	test("holds the same state after a crash", () => {
		const first = open();
		first.commit(...story);
		const second = open();
		expect(second.state()).toEqual(first.state());
		second.close();
		first.close();
	});

	test("shows the last events, also those that the saved state holds", () => {
		const first = open();
		first.commit(...story);
		first.close();
		const second = open();
		expect(second.store.getState().recent.map((r) => r.seq)).toEqual(story.map((_, i) => i + 1));
		second.close();
	});

	test("replays few events, however many were recorded", () => {
		const first = open();
		for (let n = 0; n < 60; n++) {
			first.commit(...Array.from({ length: 20 }, (_, i) => pause(i % 2 === 0)));
		}
		const journal = openJournal(file);
		expect(journal.load().since.length).toBeLessThan(500);
		expect(journal.load().seq).toBeGreaterThan(600);
		journal.close();
		first.close();
	});
});

describe("a recorder whose engine is old", () => {
	function takenOver(): Recorder {
		const recorder = open();
		const newer = openJournal(file);
		newer.nextEpoch();
		newer.close();
		return recorder;
	}

	test("changes no state, tells nobody, and says once and for all that it must end", () => {
		const recorder = takenOver();
		let told = 0;
		recorder.subscribe(() => {
			told += 1;
		});
		expect(recorder.takenOver.aborted).toBe(false);
		expect(recorder.holdsEpoch()).toBe(false);
		expect(() => recorder.commit(pause(true))).toThrow("a newer engine took over");
		expect([recorder.state().dispatch.all, told]).toEqual([false, 0]);
		expect(recorder.takenOver.aborted).toBe(true);
	});

	test("learns it before an act that nothing else fences", () => {
		const recorder = takenOver();
		expect(() => recorder.mustHold()).toThrow("a newer engine took over");
		expect(recorder.takenOver.aborted).toBe(true);
		const current = open();
		current.mustHold();
		expect(current.takenOver.aborted).toBe(false);
		current.close();
	});

	test("learns it from forgetting and from saving as well", () => {
		const forgetful = takenOver();
		expect(() => forgetful.prune(NOW)).toThrow("a newer engine took over");
		expect(forgetful.takenOver.aborted).toBe(true);
		const closing = takenOver();
		expect(() => closing.close()).toThrow("a newer engine took over");
	});
});
