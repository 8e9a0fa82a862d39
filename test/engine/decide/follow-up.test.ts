import { describe, expect, test } from "vitest";
import { decideFailover, type FailoverRules } from "../../../src/engine/decide/failover.ts";
import { canTakeTask } from "../../../src/engine/decide/takes-task.ts";
import type { Session, State, Switch } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	failoverRules,
	life,
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

const rules = failoverRules();

/** A switch a → b that moved one session two minutes ago and waited for another in vain. */
const past = (over: Partial<Switch> = {}): Switch => {
	const late = move("late", { outcome: "timed-out", endedAt: NOW - SECOND });
	const ended = { begunAt: NOW - 2 * MINUTE, endedAt: NOW - SECOND, outcome: "partial" } as const;
	return switchOf([move("first", { outcome: "moved" }), late], { ...ended, ...over });
};

function poolAfter(
	late: Session,
	over: {
		readonly used?: number;
		readonly other?: number | null;
		readonly past?: Partial<Switch>;
	} = {},
	more: Partial<State> = {},
): State {
	const accounts = [
		account("a", [quota("five_hour", over.used ?? 0.92)]),
		account("b", [quota("five_hour", over.other ?? 0.3)], {
			...{ priority: 2, enabled: over.other !== null },
		}),
		account("c", [quota("five_hour", 0.1)], { priority: 1 }),
	];
	const first = session("first", { account: "b" });
	const switches = [past(over.past)];
	const state = { switches, active: "b", lastSwitchAt: NOW - 2 * MINUTE, ...more };
	return stateOf({ accounts, sessions: [first, late] }, state);
}
const decide = (state: State, over: Partial<FailoverRules> = {}) =>
	decideFailover(state, { ...rules, ...over }, NOW);
const working = session("late", { state: "working", turn: turn() });
const atRest = session("late");
const follows = { kind: "switch", from: "a", to: "b", sessions: ["late"], failover: "s1" };

describe("a session that a switch could not wait for", () => {
	test("stays where it is while its turn goes on: no switch is begun to wait for it again", () => {
		expect(decide(poolAfter(working)).kind).toBe("none");
	});

	test("follows the others as soon as its turn is over, whatever the dwell time", () => {
		expect(decide(poolAfter(atRest))).toMatchObject({ ...follows, reason: "threshold" });
	});

	test("follows however many switches there were: it ends one, it begins none", () => {
		expect(decide(poolAfter(atRest), { maxPerHour: 1 })).toMatchObject(follows);
	});

	test("is not moved by itself when switch.policy is off", () => {
		expect(decide(poolAfter(atRest), { policy: "off" }).kind).toBe("hold");
	});

	test("goes nowhere else instead: when the target is too full, the usual rules hold it", () => {
		expect(decide(poolAfter(atRest, { other: 0.8 }))).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("switch.min_dwell"),
		});
	});

	test("stays when its account has room again: there is nothing to leave", () => {
		expect(decide(poolAfter(atRest, { used: 0.2 })).kind).toBe("none");
	});

	test("stays when the pool has left the target since", () => {
		const back = switchOf([], { id: "s2", from: "b", to: "a", begunAt: NOW - MINUTE });
		const state = poolAfter(atRest, {}, { switches: [back, past()], active: "a" });
		expect(decide(state)).toMatchObject({ kind: "hold" });
	});

	test("of its operator follows once nobody types in it", () => {
		const typing = dedicated("late", { attendedAt: NOW - 30 * SECOND });
		expect(decide(poolAfter(typing)).kind).toBe("none");
		expect(decide(poolAfter(dedicated("late", { draft: true }))).kind).toBe("none");
		expect(decide(poolAfter(dedicated("late")))).toMatchObject(follows);
	});

	test("goes with all others at the wall, by the rules of the wall", () => {
		const spent = decide(poolAfter(atRest, { used: 1 }));
		expect(spent).toMatchObject({ kind: "switch", reason: "limit", failover: null });
	});
});

describe("a session that a switch by hand could not wait for", () => {
	const byHand = { used: 0.2, past: { reason: "manual" as const } };

	test("follows although its account has room: its operator asked for it", () => {
		expect(decide(poolAfter(atRest, byHand))).toMatchObject({ ...follows, reason: "manual" });
		expect(decide(poolAfter(working, byHand)).kind).toBe("none");
	});

	test("waits for that target, and is sent to no other", () => {
		const off = { ...byHand, other: null };
		expect(decide(poolAfter(atRest, off))).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("late can follow the others to b now; not switching: "),
		});
	});

	test("and that says move: ask waits for its operator", () => {
		const asks = session("late", { move: "ask" });
		expect(decide(poolAfter(asks, byHand)).kind).toBe("none");
	});

	test("is kept free for its move for a minute before it is given a task", () => {
		const done = session("late", { stateSince: NOW - 59 * SECOND });
		expect(canTakeTask(poolAfter(done, byHand), done, NOW)).toBe(false);
		expect(canTakeTask(poolAfter(done, byHand), done, NOW + SECOND)).toBe(true);
		const never = poolAfter(done, byHand, { switches: [] });
		expect(canTakeTask(never, done, NOW)).toBe(true);
	});
});

describe("a session whose start was under way when a switch began", () => {
	const ended = { begunAt: NOW - 2 * MINUTE, endedAt: NOW - MINUTE, outcome: "done" } as const;
	const others = switchOf([move("first", { outcome: "moved" })], ended);
	const late = (over: Partial<Session> = {}): Session =>
		session("late", { incarnation: life("late-1", { missed: "s1" }), ...over });
	const judged = (one: Session, past: Partial<Switch> = {}, more: readonly Switch[] = []) =>
		decide(poolAfter(one, {}, { switches: [...more, { ...others, ...past }] }));

	test("and came up on the account that was left follows the others", () => {
		expect(judged(late())).toMatchObject({ ...follows, reason: "threshold" });
	});

	test("follows them also when another followed before", () => {
		const before = switchOf([move("other", { outcome: "moved" })], { id: "s2", ...ended });
		expect(judged(late(), {}, [before])).toMatchObject(follows);
	});

	test("follows no switch that a person asked for, and none that was undone", () => {
		expect(judged(late(), { reason: "manual" }).kind).toBe("hold");
		expect(judged(late(), { outcome: "rolled-back" }).kind).toBe("hold");
	});

	test("stays when it is not to move by itself, or the switch was for another model", () => {
		const pinned = late({ pinned: "a" });
		expect(judged(pinned).kind).toBe("none");
		expect(canTakeTask(poolAfter(pinned, { used: 0.2 }), pinned, NOW)).toBe(true);
		expect(judged(late({ model: "claude-sonnet-5-5" }), { model: "opus" }).kind).toBe("hold");
	});

	test("that was not under way then is held by the usual rules", () => {
		expect(judged(session("late")).kind).toBe("hold");
		expect(judged(late({ incarnation: life("late-1", { missed: "s0" }) })).kind).toBe("hold");
	});
});
