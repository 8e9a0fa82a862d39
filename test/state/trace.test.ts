import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import type { QuotaWindow, State } from "../../src/state/model.ts";
import { reduce } from "../../src/state/reduce.ts";
import {
	account,
	dice,
	HOUR,
	life,
	MINUTE,
	NOW,
	quota,
	replay,
	session,
	stateOf,
	turn,
} from "../support/state-builder.ts";

const RESET = NOW + 5 * HOUR;

/** The statusline tells it so many minutes from now. */
const told = (minutes: number, usedRatio: number, resetsAt = RESET, window = "five_hour") => {
	const at = NOW + minutes * MINUTE;
	const event: Event = {
		type: "quota.read",
		account: "a",
		source: "statusline",
		incarnation: null,
		windows: [{ window, usedRatio, resetsAt }],
		observedAt: at,
	};
	return { at, event };
};
const pool = (windows: readonly QuotaWindow[] = []): State =>
	stateOf({ accounts: [account("a", windows)] });
const windowOf = (state: State, name = "five_hour"): QuotaWindow => {
	const window = state.accounts.a?.windows[name];
	if (window === undefined) throw new Error(`${name} is not known`);
	return window;
};
const course = (state: State): readonly (readonly [number, number])[] =>
	(windowOf(state).trace ?? []).map((p) => [(p.at - NOW) / MINUTE, p.usedRatio]);

describe("the trace of a window", () => {
	test("holds what was accepted, oldest first", () => {
		const state = replay(pool(), told(0, 0.1), told(5, 0.14), told(9, 0.12), told(10, 0.2));
		expect(course(state)).toEqual([
			[0, 0.1],
			[5, 0.14],
			[10, 0.2],
		]);
	});

	test("holds the beginning and the end of a time without growth", () => {
		const state = replay(pool(), told(0, 0.1), told(5, 0.1), told(9, 0.1), told(12, 0.1));
		expect(course(state)).toEqual([
			[0, 0.1],
			[12, 0.1],
		]);
	});

	test("drops what turns out to have been out of date when it was told", () => {
		const state = replay(pool(), told(0, 0.1), told(9, 0.2), told(5, 0.3));
		expect(course(state)).toEqual([
			[0, 0.1],
			[5, 0.3],
		]);
	});

	test("begins with the reading of an older version, which kept none", () => {
		const old = quota("five_hour", 0.3, { resetsAt: RESET });
		expect(course(replay(pool([old]), told(5, 0.34)))).toEqual([
			[0, 0.3],
			[5, 0.34],
		]);
	});

	test("begins anew with a new period, and when the provider took something back", () => {
		const grown = [told(0, 0.1), told(60, 0.5)];
		const next = replay(pool(), ...grown, told(61, 0.02, RESET + 5 * HOUR));
		expect(course(next)).toEqual([[61, 0.02]]);
		expect(windowOf(next).prior?.ratePerHour).toBeCloseTo(0.4);
		const { at, event } = told(70, 0.3);
		const asked = { ...event, source: "usage-poll" } as Event;
		expect(course(replay(pool(), ...grown, { at, event: asked }))).toEqual([[70, 0.3]]);
	});

	test("ends with the limit", () => {
		const at = NOW + 20 * MINUTE;
		const limit: Event = {
			...{ type: "limit.hit", account: "a", window: "five_hour", resetsAt: RESET },
			...{ session: "s", incarnation: "s-1", observedAt: at },
		};
		const state = replay(pool(), told(0, 0.9), { at, event: limit });
		expect(course(state).at(-1)).toEqual([20, 1]);
	});

	test("is kept for no count of our own, and for nothing that is paid for", () => {
		const { at, event } = told(0, 0.2, RESET, "hourly_msgs");
		const counted = { at, event: { ...event, source: "local-count" } as Event };
		const state = replay(pool(), counted, told(1, 0.3, RESET, "extra_usage"));
		expect(windowOf(state, "hourly_msgs").trace).toBeUndefined();
		expect(windowOf(state, "extra_usage").trace).toBeUndefined();
	});

	test("stays small, whole in its recent part and true at its beginning", () => {
		const roll = dice(3);
		let [state, used] = [pool(), 0];
		for (let n = 0; n < 290; n++) {
			used += roll() * 0.006;
			const { at, event } = told(n, used);
			state = reduce(state, event, at);
		}
		const minutes = course(state).map(([minute]) => minute);
		expect(minutes.length).toBeLessThanOrEqual(48);
		expect(minutes[0]).toBe(0);
		expect(minutes.slice(-16)).toEqual(Array.from({ length: 16 }, (_, n) => 274 + n));
		expect(JSON.stringify(windowOf(state)).length).toBeLessThan(4_000);
		const widest = Math.max(...minutes.slice(1).map((m, i) => m - (minutes[i] ?? 0)));
		expect(widest).toBeLessThan(40);
	});
});

describe("when the clock jumps", () => {
	test("no pace is made of the time that jumped: the trace begins anew and the pace is remembered", () => {
		const before = replay(pool(), told(0, 0.1), told(30, 0.3));
		const jump: Event = { type: "clock.jumped", byMs: 2 * HOUR };
		const state = replay(before, { at: NOW + 151 * MINUTE, event: jump }, told(152, 0.31));
		expect(course(state)).toEqual([[152, 0.31]]);
		expect(windowOf(state).prior?.ratePerHour).toBeCloseTo(0.4);
	});

	test("a spent window keeps no trace either", () => {
		const before = replay(pool(), told(0, 0.6), told(60, 1));
		const jump: Event = { type: "clock.jumped", byMs: -HOUR };
		const window = windowOf(reduce(before, jump, NOW));
		expect(window.trace).toBeUndefined();
		expect(window.prior?.ratePerHour).toBeCloseTo(0.4);
	});
});

describe("turns of an account", () => {
	const ended = (outcome: "done" | "limit", backgroundTasks = 0): Event => ({
		...{ type: "turn.ended", session: "s", incarnation: "s-1" },
		...{ outcome, cause: null, backgroundTasks },
	});
	const working = (): State =>
		stateOf({
			accounts: [account("a"), account("b")],
			sessions: [session("s", { incarnation: life("s-1"), turn: turn(), state: "working" })],
		});

	test("are counted where the session lives, and stand in the trace", () => {
		const state = replay(
			working(),
			told(0, 0.1),
			{ at: NOW + 1, event: ended("done") },
			told(1, 0.2),
		);
		expect([state.accounts.a?.turns, state.accounts.b?.turns]).toEqual([1, undefined]);
		expect(windowOf(state).trace?.map((p) => p.turns)).toEqual([0, 1]);
	});

	test("one that the limit cut counts, told twice it counts once", () => {
		expect(replay(working(), ended("limit"), ended("limit")).accounts.a?.turns).toBe(1);
	});

	test("one whose background tasks still run has not ended", () => {
		expect(replay(working(), ended("done", 2)).accounts.a?.turns).toBeUndefined();
	});
});
