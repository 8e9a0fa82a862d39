import { expect, test } from "vitest";
import { playDays } from "./crew.ts";
import { playDay } from "./day/day.ts";
import { CRASHES, SWITCHES, TASKS } from "./day/plan.ts";
import { dayReportOf } from "./day/report.ts";

const MINUTES = 60_000;
const DAYS = 20;

test(
	"20 days of a pool of 20 sessions: each of 2,000 tasks has one end and one file, and no attempt was typed twice",
	async () => {
		const report = dayReportOf(await playDays(1, DAYS, null), null, 1);
		expect(report.byInvariant).toEqual({});
		expect(report.done + report.failed + report.uncertain).toBe(DAYS * TASKS);
		// What was played is worth something: the pool worked, and much went wrong meanwhile.
		expect(report.done).toBeGreaterThan(DAYS * TASKS * 0.9);
		expect(report.leastSwitches).toBeGreaterThanOrEqual(SWITCHES);
		expect(report.leastCrashes).toBeGreaterThanOrEqual(CRASHES);
		expect(report.deaths).toBeGreaterThan(DAYS * 20);
	},
	40 * MINUTES,
);

test.each([
	["claim", 1, "when the rename that claims a task leaves its file there", ["one-file", "one-end"]],
	["intent", 4, "when a claim is recorded only once its prompt has arrived", ["lost-task"]],
] as const)(
	"without the %s (%i days), %s, there are violations",
	async (without, days, _how, invariants) => {
		const report = dayReportOf(await playDays(1, days, without, { tasks: 100 }), without, 1);
		expect(Object.keys(report.byInvariant)).toEqual(expect.arrayContaining([...invariants]));
	},
	10 * MINUTES,
);

test("the same seed gives the same day, to the last change of the world", async () => {
	const play = () => playDay({ seed: 5, tasks: 40, without: null, traced: true });
	const [first, second] = [await play(), await play()];
	expect(first.trace.length).toBeGreaterThan(1_000);
	expect(second).toEqual(first);
});
