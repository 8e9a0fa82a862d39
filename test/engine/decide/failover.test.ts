import { describe, expect, test } from "vitest";
import { decideFailover, type FailoverRules } from "../../../src/engine/decide/failover.ts";
import type { Account, State, Switch, Task } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	failoverRules,
	HOUR,
	MINUTE,
	NOW,
	quota,
	SECOND,
	session,
	stateOf,
	switchOf,
	task,
} from "../../support/state-builder.ts";

const rules = failoverRules();

/** Account a, with one session on it, and others. */
function pool(a: Account, others: readonly Account[], over: Partial<State> = {}): State {
	return stateOf({ accounts: [a, ...others], sessions: [session("ccl-auto-11")] }, over);
}
const decide = (state: State, over: Partial<FailoverRules> = {}) =>
	decideFailover(state, { ...rules, ...over }, NOW);

const a = (usedRatio: number): Account => account("a", [quota("five_hour", usedRatio)]);
const fresh = (name: string, usedRatio = 0.1): Account =>
	account(name, [quota("five_hour", usedRatio)], { priority: 2 });

describe("when it switches", () => {
	test("not under the threshold, and it says how the account is", () => {
		expect(decide(pool(a(0.89), [fresh("b")]))).toMatchObject({ kind: "none", why: "a is ok" });
	});

	test("at the threshold, with the reason in words", () => {
		expect(decide(pool(a(0.9), [fresh("b")]))).toMatchObject({
			kind: "switch",
			from: "a",
			to: "b",
			reason: "threshold",
			why: "a: five_hour is at 90 %",
		});
	});

	test("at the weekly threshold, which is its own", () => {
		const weekly = (ratio: number): Account => account("a", [quota("seven_day", ratio)]);
		expect(decide(pool(weekly(0.94), [fresh("b")])).kind).toBe("none");
		expect(decide(pool(weekly(0.95), [fresh("b")])).kind).toBe("switch");
	});

	test("at the wall, which is another reason", () => {
		expect(decide(pool(a(1), [fresh("b")]))).toMatchObject({ kind: "switch", reason: "limit" });
	});

	test("not for an account that nobody works on", () => {
		const state = stateOf({
			accounts: [fresh("b"), a(1)],
			sessions: [session("ccl-auto-11", { account: "b" })],
		});
		expect(decide(state).kind).toBe("none");
	});

	test("the spent account first, also when another is near", () => {
		const state = stateOf({
			accounts: [a(0.95), account("b", [quota("five_hour", 1)]), fresh("c")],
			sessions: [session("ccl-auto-11"), session("ccl-auto-12", { account: "b" })],
		});
		expect(decide(state)).toMatchObject({ kind: "switch", from: "b", to: "c", reason: "limit" });
	});

	test("not while a switch is open", () => {
		const state = pool(a(1), [fresh("b")], { openSwitch: switchOf([]) });
		expect(decide(state)).toMatchObject({ kind: "none", why: "a switch is open" });
	});

	test("not on missing data", () => {
		expect(decide(pool(account("a"), [fresh("b")]))).toMatchObject({
			kind: "none",
			why: "a is unknown",
		});
	});

	test("not on a reading whose reset has passed", () => {
		const past = account("a", [quota("five_hour", 1, { resetsAt: NOW - 1 })]);
		expect(decide(pool(past, [fresh("b")])).kind).toBe("none");
	});

	test("never for an account that must log in again: that is its own state", () => {
		const trouble = { cause: "login-needed", what: "", remedy: "", since: NOW } as const;
		const state = pool(account("a", [quota("five_hour", 0.5)], { trouble }), [fresh("b")]);
		expect(decide(state)).toMatchObject({ kind: "none", why: "a is login-needed" });
	});
});

describe("what holds it", () => {
	test("policy off, with the reason for the switch that it does not make", () => {
		expect(decide(pool(a(1), [fresh("b")]), { policy: "off" })).toMatchObject({
			kind: "hold",
			from: "a",
			why: "a: five_hour is spent; not switching: switch.policy is off",
			alert: null,
		});
	});

	test("pause --all, but not a pause of dispatch alone", () => {
		const paused = (all: boolean): State =>
			pool(a(1), [fresh("b")], { dispatch: { paused: true, all, since: NOW } });
		expect(decide(paused(true))).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("automatic switching is paused"),
		});
		expect(decide(paused(false)).kind).toBe("switch");
	});

	test("the dwell time holds a threshold switch, and says how long", () => {
		const state = pool(a(0.95), [fresh("b")], { lastSwitchAt: NOW - 14 * MINUTE });
		expect(decide(state)).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("1 min of switch.min_dwell are left"),
		});
		expect(decide({ ...state, lastSwitchAt: NOW - 15 * MINUTE }).kind).toBe("switch");
	});

	test("the dwell time does not hold a wall switch: there is nothing to stay for", () => {
		const state = pool(a(1), [fresh("b")], { lastSwitchAt: NOW - 10 * SECOND });
		expect(decide(state).kind).toBe("switch");
	});

	const past = (minutes: number, over: Partial<Switch> = {}): Switch =>
		switchOf([], { id: `s${minutes}`, begunAt: NOW - minutes * MINUTE, outcome: "done", ...over });

	test("too many failovers in the last hour hold a threshold switch", () => {
		const four = pool(a(0.95), [fresh("b")], { switches: [20, 30, 40, 59].map((m) => past(m)) });
		expect(decide(four)).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("4 switches in the last hour, switch.max_per_hour is 4"),
			alert: null,
		});
		const three = pool(a(0.95), [fresh("b")], { switches: [20, 30, 40, 60].map((m) => past(m)) });
		expect(decide(three).kind).toBe("switch");
	});

	test("switches that a person asked for are not counted", () => {
		const asked = (["manual", "drain"] as const).flatMap((reason) =>
			[20, 30, 40].map((m) => past(m, { reason, id: `${reason}-${m}` })),
		);
		expect(decide(pool(a(0.95), [fresh("b")], { switches: asked })).kind).toBe("switch");
	});

	test("threshold switches do not hold one at the wall; a run of walls does, and a person is told", () => {
		const at = (reason: "threshold" | "limit"): State =>
			pool(a(1), [fresh("b")], { switches: [2, 30, 40, 59].map((m) => past(m, { reason })) });
		expect(decide(at("threshold")).kind).toBe("switch");
		expect(decide(at("limit"))).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("4 switches at a limit in the last hour"),
			alert: {
				what: expect.stringContaining("wait where they are for the reset"),
				remedy: expect.stringContaining("claude-failover history"),
			},
		});
	});

	test("without a candidate it says the reason for each and when the next reset is", () => {
		const state = pool(a(1), [
			account("b", [quota("five_hour", 1, { resetsAt: NOW + 30 * MINUTE })]),
			account("c", [], { enabled: false }),
		]);
		expect(decide(state)).toMatchObject({
			kind: "hold",
			why: "a: five_hour is spent; not switching: b is spent; c is disabled; the next reset is in 30 min",
		});
	});

	test("an account alone has nowhere to go", () => {
		expect(decide(pool(a(1), []))).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("there is no other account"),
		});
	});
});

describe("whom it moves", () => {
	const only = (over: Parameters<typeof dedicated>[1]): State =>
		stateOf({ accounts: [fresh("b"), a(1)], sessions: [dedicated("ccl-0", over)] });
	test.each([
		["one that says move: ask", { move: "ask" }],
		["one that says move: never", { move: "never" }],
		["one that is pinned to its account", { pinned: "a" }],
		["one whose conversation stays there", { bound: { account: "a", why: "b may not" } }],
		["one that its operator stopped", { state: "stopped" }],
		["one that is quarantined", { state: "quarantined" }],
		["one that was started by hand", { kind: "observed" }],
	] as const)("a switch is not begun for %s", (_who, over) => {
		expect(decide(only({ account: "a", ...over })).kind).toBe("none");
	});

	test("one that waits for its operator stays at the threshold, and goes at the wall", () => {
		const asking = dedicated("ccl-0", { account: "a", state: "waiting" });
		const at = (ratio: number): State =>
			stateOf({ accounts: [fresh("b"), a(ratio)], sessions: [asking] }, { active: "b" });
		expect(decide(at(0.93)).kind).toBe("none");
		expect(decide(at(1)).kind).toBe("switch");
	});

	test("one that says move: auto", () => {
		expect(decide(only({ account: "a" })).kind).toBe("switch");
	});

	test("a resting autonomous session without a process is no reason, one with a task is", () => {
		const resting = session("ccl-auto-11", { incarnation: null, account: "a" });
		const state = (over: object): State =>
			stateOf({ accounts: [fresh("b"), a(1)], sessions: [{ ...resting, ...over }] });
		expect(decide(state({})).kind).toBe("none");
		expect(decide(state({ task: "app.one" })).kind).toBe("switch");
		expect(decide(state({ owed: { since: NOW, cause: "limit" } })).kind).toBe("switch");
	});

	test("one whose process makes room for a task at this moment goes along: its next one comes up there", () => {
		const emptied = session("ccl-auto-11", { incarnation: null, state: "unknown", account: "a" });
		const state = (over: Partial<Task>): State =>
			stateOf({
				accounts: [fresh("b"), a(0.95)],
				sessions: [emptied, session("ccl-auto-12")],
				tasks: [task("app.one", { session: "ccl-auto-11", state: "running", ...over })],
			});
		expect(decide(state({}))).toMatchObject({ sessions: ["ccl-auto-11", "ccl-auto-12"] });
		expect(decide(state({ state: "done" }))).toMatchObject({ sessions: ["ccl-auto-12"] });
	});
});

describe("after its own switch", () => {
	test("there is nothing to decide: the same readings lead to no other switch", () => {
		const before = pool(a(0.95), [fresh("b")]);
		expect(decide(before).kind).toBe("switch");
		const done = stateOf(
			{
				accounts: [{ ...a(0.95), leftAt: NOW }, fresh("b")],
				sessions: [session("ccl-auto-11", { account: "b" })],
			},
			{ active: "b", lastSwitchAt: NOW, switches: [switchOf([], { outcome: "done" })] },
		);
		expect(decide(done)).toMatchObject({ kind: "none", why: "b is ok" });
	});

	test("two accounts that are both near do not play ping-pong", () => {
		const done = stateOf(
			{
				accounts: [{ ...a(0.95), leftAt: NOW }, fresh("b", 0.93)],
				sessions: [session("ccl-auto-11", { account: "b" })],
			},
			{ active: "b" },
		);
		expect(decide(done)).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("a has used 95 % of five_hour, at most 60 % is allowed"),
		});
	});

	test("a noisy trace around the threshold makes one switch in a day, not many", () => {
		let state = pool(a(0.8), [fresh("b", 0.2)]);
		let switches = 0;
		for (let minute = 0; minute < 24 * 60; minute++) {
			const now = NOW + minute * MINUTE;
			const noise = (minute % 2 === 0 ? 0.08 : -0.08) + 0.9;
			const reading = quota("five_hour", Math.min(0.99, noise), { resetsAt: now + HOUR });
			const account = state.accounts.a;
			if (account === undefined) throw new Error("a is gone");
			const readings = { ...account, windows: { five_hour: reading } };
			const b = fresh("b", 0.2 + minute / 10_000);
			state = { ...state, accounts: { a: readings, b: { ...b, leftAt: null } } };
			const decision = decideFailover(state, rules, now);
			if (decision.kind !== "switch") continue;
			switches += 1;
			state = {
				...state,
				active: decision.to,
				lastSwitchAt: now,
				sessions: { "ccl-auto-11": session("ccl-auto-11", { account: decision.to }) },
			};
		}
		expect(switches).toBe(1);
	});
});
