import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { ClockJumps } from "../../src/engine/clock-jumps.ts";
import { openRecorder, type Recorder } from "../../src/engine/recorder.ts";
import { openJournal } from "../../src/state/journal.ts";
import { manualClock } from "../support/manual-clock.ts";
import { HOUR, MINUTE, NOW, SECOND } from "../support/state-builder.ts";

describe("T8: a look at the clock", () => {
	test("tells by how much it was set, once", () => {
		const clock = manualClock(NOW);
		const jumps = new ClockJumps(clock, null);
		for (const byMs of [HOUR, -HOUR, 8 * HOUR]) {
			clock.jump(MINUTE);
			expect(jumps.look()).toBeNull();
			clock.set(byMs);
			clock.jump(MINUTE);
			expect(jumps.look()).toEqual({ type: "clock.jumped", byMs });
			expect(jumps.look()).toBeNull();
		}
	});

	test.each([
		[5 * SECOND - 1, false],
		[-5 * SECOND + 1, false],
		[5 * SECOND, true],
		[-5 * SECOND, true],
	])("takes %i ms for a correction or for a jump", (byMs, isJump) => {
		const clock = manualClock(NOW);
		const jumps = new ClockJumps(clock, null);
		clock.set(byMs);
		expect(jumps.look()).toEqual(isJump ? { type: "clock.jumped", byMs } : null);
	});

	test("takes no slow correction for a jump, however much it comes to", () => {
		const clock = manualClock(NOW);
		const jumps = new ClockJumps(clock, null);
		for (let minute = 0; minute < 60; minute++) {
			clock.jump(MINUTE);
			clock.set(4 * SECOND);
			expect(jumps.look()).toBeNull();
		}
	});

	test("sees nothing in a change to or from daylight saving time: only clocks on walls are changed", () => {
		const local = process.env.TZ;
		process.env.TZ = "Europe/Berlin";
		try {
			for (const change of [Date.UTC(2026, 9, 25, 1), Date.UTC(2026, 2, 29, 1)]) {
				const clock = manualClock(change - MINUTE);
				const jumps = new ClockJumps(clock, change - 2 * MINUTE);
				const before = new Date(clock.now()).getTimezoneOffset();
				clock.jump(2 * MINUTE);
				const after = new Date(clock.now()).getTimezoneOffset();
				expect(Math.abs(after - before)).toBe(60);
				expect(jumps.look()).toBeNull();
			}
		} finally {
			if (local === undefined) delete process.env.TZ;
			else process.env.TZ = local;
		}
	});

	test("tells of a clock that was set back between two lives by the newest event", () => {
		const clock = manualClock(NOW);
		const jumps = new ClockJumps(clock, NOW + HOUR);
		expect(jumps.look()).toEqual({ type: "clock.jumped", byMs: -HOUR });
		expect(jumps.look()).toBeNull();
	});

	test("takes a long time between two lives for what it may be: nobody was there", () => {
		expect(new ClockJumps(manualClock(NOW), NOW - 8 * HOUR).look()).toBeNull();
	});
});

describe("T8: the journal", () => {
	const clock = manualClock(NOW);
	let recorder: Recorder | null = null;
	let file = "";
	const begin = (): Recorder => {
		recorder?.close();
		recorder = openRecorder(openJournal(file), clock);
		return recorder;
	};
	const types = (): readonly string[] =>
		recorder?.store.getState().recent.map((r) => r.event.type) ?? [];
	const warn = { type: "operator.warned", what: "x", remedy: "y" } as const;
	afterEach(() => {
		recorder?.close();
		recorder = null;
	});

	test("tells of a jump before anything of after it, once, with a sentence for its operator", () => {
		file = join(mkdtempSync(join(tmpdir(), "jumps-")), "state.db");
		begin().commit(warn);
		clock.set(HOUR);
		recorder?.commit(warn);
		recorder?.lookAtClock();
		recorder?.commit(warn);
		expect(types()).toEqual([warn.type, "clock.jumped", warn.type, warn.type]);
		clock.set(-HOUR);
		recorder?.lookAtClock();
		recorder?.lookAtClock();
		expect(types().filter((type) => type === "clock.jumped")).toHaveLength(2);
	});

	test("tells the next life of a clock that was set back while none ran", () => {
		file = join(mkdtempSync(join(tmpdir(), "jumps-")), "state.db");
		begin().commit(warn);
		recorder?.close();
		recorder = null;
		clock.set(-HOUR);
		begin().commit(warn);
		expect(types()).toEqual([warn.type, "clock.jumped", warn.type]);
	});
});
