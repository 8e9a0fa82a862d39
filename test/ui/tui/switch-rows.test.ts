import { describe, expect, test } from "vitest";
import { seconds } from "../../../src/ui/tui/present/move-words.ts";
import { switchRows } from "../../../src/ui/tui/present/switch-rows.ts";
import { begunSwitch, type SteppedSwitch } from "../cli/progress/a-switch.ts";

const rowsOf = (of: SteppedSwitch, room = 24) =>
	switchRows(of.now(), of.fixture.at, room, false).map(({ text }) => text);

describe("the picture of a switch", () => {
	test("says of each session where it is and for how long, and whether all can still go back", () => {
		const one = begunSwitch(["ccl-2", "ccl-10", "ccl-11"]);
		one.step(1000, "ccl-10", "draining");
		one.step(2000, "ccl-2", "stopped");
		one.step(2500, "ccl-2", "launched");
		expect(rowsOf(one)).toEqual([
			"switch main → backup: 0/3 moved, 1 draining, 2 s",
			"  can still go back",
			"  ccl-2   relaunching   0 s",
			"  ccl-10  draining      1 s",
			"  ccl-11  waiting",
		]);
		one.step(3000, "ccl-2", "verified");
		one.at(3200, { type: "switch.committed", id: one.id, proof: "it answered" });
		expect(rowsOf(one)[1]).toBe("  past the point of no return");
		expect(rowsOf(one)[2]).toBe("  ccl-2   verified      1 s");
	});

	test("ends with what became of each and why", () => {
		const one = begunSwitch(["ccl-2", "ccl-10"]);
		one.step(1000, "ccl-2", "stopped");
		one.moved(3500, "ccl-2");
		const note = "it was still at work\u001b[2J";
		const left = {
			type: "move.ended",
			id: one.id,
			session: "ccl-10",
			outcome: "timed-out",
		} as const;
		one.at(4000, { type: "switch.committed", id: one.id, proof: "" }, { ...left, note });
		one.at(4200, { type: "switch.ended", id: one.id, outcome: "partial", note: "1 of 2 moved" });
		expect(rowsOf(one)).toEqual([
			"switch main → backup: partial, 1/2 moved, 1 not moved, 4.2 s",
			"  past the point of no return",
			"  1 of 2 moved",
			"  ccl-2   moved         2.5 s",
			"  ccl-10  timed-out               it was still at work",
		]);
	});

	test("of many sessions shows those under way, and counts the others", () => {
		const names = Array.from({ length: 30 }, (_, at) => `s-${at}`);
		const one = begunSwitch(names);
		one.moved(500, "s-0");
		one.step(1000, "s-29", "stopped");
		const rows = rowsOf(one, 6);
		expect(rows).toHaveLength(6);
		expect(rows[2]).toContain("s-29  stopped");
		expect(rows[5]).toBe("  … and 27 more");
		expect(rowsOf(one, 1)).toHaveLength(1);
	});

	test("says so while the daemon is gone", () => {
		const one = begunSwitch(["ccl-2"]);
		const rows = switchRows(one.now(), one.fixture.at, 24, true);
		expect(rows[2]?.text).toContain("the daemon is gone");
	});
});

test.each([
	[0, "0.0 s"],
	[59_940, "59.9 s"],
	[59_960, "60.0 s"],
	[125_040, "2 min 05.0 s"],
])("%i ms are %s", (ms, text) => {
	expect(seconds(ms)).toBe(text);
});
