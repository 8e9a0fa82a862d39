import { describe, expect, test } from "vitest";
import { brakeOf } from "../../../src/engine/decide/brakes.ts";
import { movableSessions } from "../../../src/engine/decide/movable.ts";
import { undoneRecently } from "../../../src/engine/decide/placement.ts";
import { decideWakeUps, pauseAfterFailure } from "../../../src/engine/decide/ramp.ts";
import { decideRelaunch } from "../../../src/engine/decide/relaunch.ts";
import { decideSwitchActions } from "../../../src/engine/decide/switch-step.ts";
import type { State } from "../../../src/state/model.ts";
import { reduce } from "../../../src/state/reduce.ts";
import {
	account,
	dedicated,
	HOUR,
	MINUTE,
	move,
	NOW,
	quota,
	SECOND,
	session,
	stateOf,
	switchOf,
	turn,
} from "../../support/state-builder.ts";

interface Duration {
	readonly what: string;
	readonly state: State;
	/** Whether it is over. */
	readonly over: (state: State, now: number) => boolean;
	/** How long it goes on from `NOW` (ms). */
	readonly left: number;
}

const accounts = [account("a", [quota("five_hour", 0.3)]), account("b")];
const brakes = { policy: "auto", minDwellMs: 15 * MINUTE, maxPerHour: 4 } as const;
const ramp = { retries: 3, backoffMs: 30 * SECOND, slots: 4 };
const drain = {
	drainTimeoutMs: 2 * MINUTE,
	drainMaxMs: 30 * MINUTE,
	drainPolicy: "force",
	slots: 2,
	crossAccountResume: "ask",
} as const;
const stops = (state: State, now: number): boolean =>
	decideSwitchActions(state, drain, now, new Set()).some(({ kind }) => kind === "stop");

const draining = (activeAgo: number, begunAgo: number): State =>
	stateOf(
		{
			accounts,
			sessions: [
				session("s", {
					state: "working",
					turn: turn({ startedAt: NOW - HOUR, activeAt: NOW - activeAgo }),
				}),
			],
		},
		{
			openSwitch: switchOf([move("s", { step: "draining", startedAt: NOW - begunAgo })], {
				begunAt: NOW - begunAgo,
			}),
		},
	);

const durations: readonly Duration[] = [
	{
		what: "switch.min_dwell",
		state: stateOf({ accounts }, { lastSwitchAt: NOW - 5 * MINUTE }),
		over: (state, now) => brakeOf(state, brakes, "threshold", now) === null,
		left: 10 * MINUTE,
	},
	{
		what: "switch.drain_timeout",
		state: draining(MINUTE, 3 * MINUTE),
		over: stops,
		left: MINUTE + 1,
	},
	{
		what: "the pause after a death",
		state: stateOf({
			accounts,
			sessions: [dedicated("s", { incarnation: null, state: "unknown", deaths: [NOW] })],
		}),
		over: (state, now) => {
			const { s } = state.sessions;
			return s !== undefined && decideRelaunch(state, s, true, now).kind === "launch";
		},
		left: SECOND,
	},
	{
		what: "dispatch.backoff after a failed turn",
		state: stateOf({
			accounts,
			sessions: [session("s", { failedTurns: 1, owed: { since: NOW, cause: "failure" } })],
		}),
		over: (state, now) => decideWakeUps(state, ramp, now).length > 0,
		left: pauseAfterFailure(session("s", { failedTurns: 1 }), ramp.backoffMs),
	},
];

describe("T8: a duration goes on where it was", () => {
	test.each(durations)("$what", ({ state, over, left }) => {
		for (const byMs of [0, HOUR, -HOUR, 8 * HOUR]) {
			const jumped = byMs === 0 ? state : reduce(state, { type: "clock.jumped", byMs }, NOW + byMs);
			const end = NOW + byMs + left;
			expect([byMs, over(jumped, end - 1), over(jumped, end)]).toEqual([byMs, false, true]);
		}
	});
});

describe("T8: a clock that was set back an hour holds nothing for an hour", () => {
	const back = (state: State): State =>
		reduce(state, { type: "clock.jumped", byMs: -HOUR }, NOW - HOUR);
	const ended = (over: Parameters<typeof switchOf>[1], outcome: "failed" | "returned"): State =>
		stateOf(
			{ accounts, sessions: [session("s")] },
			{
				switches: [
					switchOf([move("s", { outcome, endedAt: NOW })], {
						begunAt: NOW - MINUTE,
						endedAt: NOW,
						...over,
					}),
				],
			},
		);

	test("an account to which a switch was undone", () => {
		const undone = ended({ outcome: "rolled-back" }, "returned");
		expect(undoneRecently(undone, "b", NOW + SECOND)).not.toBeNull();
		expect(undoneRecently(back(undone), "b", NOW - HOUR + SECOND)).toBeNull();
	});

	test("a session that was left behind", () => {
		const behind = ended({ outcome: "partial" }, "failed");
		const movable = (state: State, now: number): readonly string[] =>
			movableSessions(state, "a", "threshold", 15 * MINUTE, now).map((s) => s.name);
		expect(movable(behind, NOW + SECOND)).toEqual([]);
		expect(movable(back(behind), NOW - HOUR + SECOND)).toEqual(["s"]);
	});
});
