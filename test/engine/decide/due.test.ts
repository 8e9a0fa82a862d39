import { describe, expect, test } from "vitest";
import { decideDue, LATE_MS } from "../../../src/engine/decide/due.ts";
import type { State } from "../../../src/state/model.ts";
import { HOUR, NOW, SECOND, stateOf, switchOf } from "../../support/state-builder.ts";

const scheduled = {
	id: "later",
	at: NOW,
	to: "b",
	sessions: null,
	force: false,
	scheduledAt: NOW - HOUR,
};
const state = (over: Partial<State> = {}): State => stateOf({}, { scheduled, ...over });
const paused = { paused: true, all: true, since: NOW - HOUR };

describe("a scheduled switch", () => {
	test("waits for its time, and runs then", () => {
		expect(decideDue(state(), NOW - 1)).toEqual({ kind: "wait" });
		expect(decideDue(state(), NOW)).toEqual({ kind: "run", scheduled });
		expect(decideDue(stateOf({}), NOW)).toEqual({ kind: "wait" });
	});

	test("is held while all is paused or another switch is open, and runs soon after", () => {
		for (const over of [{ dispatch: paused }, { openSwitch: switchOf([]) }]) {
			expect(decideDue(state(over), NOW + SECOND)).toEqual({ kind: "wait" });
		}
		expect(decideDue(state(), NOW + LATE_MS).kind).toBe("run");
	});

	test("is not run late, and says what was in its way", () => {
		const late = (over: Partial<State>) => decideDue(state(over), NOW + LATE_MS + 1);
		expect(late({})).toMatchObject({
			kind: "missed",
			why: expect.stringContaining("its time was 5 min ago, and no engine ran"),
		});
		expect(late({ dispatch: paused })).toMatchObject({
			why: expect.stringContaining("automatic switching is paused"),
		});
		expect(late({ openSwitch: switchOf([]) })).toMatchObject({
			why: expect.stringContaining("another switch is open"),
		});
	});

	test("a pause of dispatch alone does not hold it", () => {
		expect(decideDue(state({ dispatch: { ...paused, all: false } }), NOW).kind).toBe("run");
	});
});
