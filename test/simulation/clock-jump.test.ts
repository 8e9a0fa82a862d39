import { expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import { journalOn } from "../../src/state/journal.ts";
import { stage } from "./history.ts";
import { Operator } from "./operator.ts";
import type { PoolShape } from "./pool.ts";
import type { World } from "./world/world.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

const SHAPE: PoolShape = {
	accounts: 2,
	dedicated: 1,
	autonomous: 1,
	drainPolicy: "leave",
	dwellSeconds: 300,
	strategy: "active-standby",
};

/** Half of each window is used, and no reset is near. */
function setQuotas(world: World): void {
	for (const account of ["a", "b"]) {
		for (const window of world.provider.windows(account)) {
			Object.assign(window, { used: 0.5, peak: 0.5, resets: 4 * HOUR });
		}
	}
}

/** A pool that works for its operator and on a task while something happens to the clock, and 20 minutes after that. */
async function play(happen: (world: World) => void) {
	const { world, host } = stage(3, SHAPE, null, false);
	setQuotas(world);
	const operator = new Operator(world, host, SHAPE);
	host.start();
	await world.timeline.play(2 * MINUTE);
	operator.dropTask();
	operator.type("ccl-0");
	await world.timeline.play(3_000);
	const turns = ["ccl-0", "ccl-auto-11"].map((name) => world.agentOf(name)?.turn);
	expect(turns.every((turn) => turn?.finished === false)).toBe(true);
	const { seq = 0, state: before } = host.daemon?.recorder.store.getState() ?? {};
	happen(world);
	await world.timeline.play(20 * MINUTE);
	const events = journalOn(host.database)
		.tail(10_000)
		.filter((record) => record.seq > seq)
		.map((record) => record.event);
	const state = host.daemon?.recorder.state();
	return { world, host, before, events, state, task: operator.tasks[0] ?? "" };
}

const of = <T extends Event["type"]>(events: readonly Event[], type: T) =>
	events.filter((e): e is Extract<Event, { type: T }> => e.type === type);

test.each<[string, number, (world: World) => void]>([
	[
		"an hour ahead",
		HOUR,
		({ timeline }) => {
			timeline.wrongBy = HOUR;
		},
	],
	[
		"an hour back",
		-HOUR,
		({ timeline }) => {
			timeline.wrongBy = -HOUR;
		},
	],
	[
		"by a night in which the machine slept",
		8 * HOUR,
		({ timeline, provider }) => {
			timeline.slept = 8 * HOUR;
			provider.goOnFor(8 * HOUR);
		},
	],
])(
	"T8: the clock jumps %s, and the pool works on as if nothing had happened",
	async (_how, byMs, happen) => {
		const { world, host, before, events, state, task } = await play(happen);
		const jumps = of(events, "clock.jumped").map((e) => e.byMs);
		expect(jumps).toHaveLength(1);
		// The wall clock tells whole milliseconds, the other one fractions.
		expect(Math.abs((jumps[0] ?? 0) - byMs)).toBeLessThanOrEqual(1);
		const unwanted: readonly Event["type"][] = [
			"switch.begun",
			"session.launched",
			"session.ended",
			"session.stopping",
			"session.set-aside",
			"task.returned",
			"limit.hit",
			"loop.failed",
			"operator.warned",
		];
		expect(events.map(({ type }) => type).filter((type) => unwanted.includes(type))).toEqual([]);
		expect(of(events, "session.state-seen").map((e) => e.state)).not.toContain("stalled");
		expect(of(events, "task.ended")).toMatchObject([{ outcome: "done" }]);
		expect(task).not.toBe("");
		const unanswered = [...world.turns.byNonce.values()].filter((turn) => !turn.finished);
		expect([world.turns.byNonce.size, unanswered]).toEqual([2, []]);
		// The one that works tells its quota anew; of the other, which nobody asks at half use, nothing is known.
		const since = world.timeline.wall() - 20 * MINUTE;
		expect(Object.keys(before?.accounts["b"]?.windows ?? {})).not.toEqual([]);
		expect(state?.accounts["b"]?.windows).toEqual({});
		expect(state?.accounts["a"]?.windows["five_hour"]?.observedAt).toBeGreaterThan(since);
		expect([host.crashes, world.violations]).toEqual([0, []]);
	},
);
