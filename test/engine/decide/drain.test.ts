import { describe, expect, test } from "vitest";
import { decideFailover, type FailoverRules } from "../../../src/engine/decide/failover.ts";
import type { Account, AccountKind, Session, State } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	failoverRules,
	HOUR,
	MINUTE,
	move,
	NOW,
	quota,
	session,
	stateOf,
	switchOf,
	turn,
} from "../../support/state-builder.ts";

const rules = failoverRules({ maxPerHour: 1 });
const drained = account("a", [quota("five_hour", 0.2)], { withheld: "drained" });
const b = account("b", [quota("five_hour", 0.8)], { priority: 2 });
const pool = (sessions: readonly Session[], over: Partial<State> = {}, others = [b]): State =>
	stateOf({ accounts: [drained, ...others], sessions }, { active: "b", ...over });
const decide = (state: State, over: Partial<FailoverRules> = {}) =>
	decideFailover(state, { ...rules, ...over }, NOW);

describe("draining an account", () => {
	test("moves its sessions off, also to an account that a threshold switch would not choose", () => {
		expect(decide(pool([session("s1")]))).toMatchObject({
			kind: "switch",
			from: "a",
			to: "b",
			reason: "drain",
			why: "a is drained by its operator",
			sessions: ["s1"],
		});
	});

	test("is held by no brake and no policy: a person ordered it", () => {
		const recent = switchOf([], { reason: "limit", begunAt: NOW - MINUTE, endedAt: NOW - MINUTE });
		const state = pool([session("s1")], { lastSwitchAt: NOW - MINUTE, switches: [recent] });
		expect(decide(state).kind).toBe("switch");
		expect(decide(state, { policy: "off" }).kind).toBe("switch");
	});

	test("waits while everything is paused", () => {
		const dispatch = { paused: true, all: true, since: NOW };
		expect(decide(pool([session("s1")], { dispatch })).kind).toBe("hold");
	});

	test("takes those along that ask to be asked, and leaves who is bound there or waits for an answer", () => {
		const sessions = [
			dedicated("asks", { move: "ask" }),
			dedicated("never", { move: "never" }),
			dedicated("pinned", { pinned: "a" }),
			dedicated("question", { state: "waiting" }),
			session("fed", { state: "waiting" }),
		];
		const decision = decide(pool(sessions));
		expect(decision).toMatchObject({ kind: "switch", sessions: ["fed", "asks"] });
	});

	test("does not try at once again whose turn did not end, but does once it has", () => {
		const past = switchOf([move("s1", { outcome: "timed-out", endedAt: NOW - MINUTE })], {
			reason: "drain",
			endedAt: NOW - MINUTE,
			outcome: "failed",
		});
		const busy = session("s1", { state: "working", turn: turn() });
		expect(decide(pool([busy], { switches: [past] })).kind).toBe("none");
		expect(decide(pool([session("s1")], { switches: [past] })).kind).toBe("switch");
		const long = { ...past, moves: [move("s1", { outcome: "timed-out", endedAt: NOW - HOUR })] };
		expect(decide(pool([busy], { switches: [long] })).kind).toBe("switch");
	});

	test("comes after an account at the wall, before one that is near", () => {
		const two = [session("s1"), session("s2", { account: "c" })];
		const c = (usedRatio: number): Account => account("c", [quota("five_hour", usedRatio)]);
		expect(decide(pool(two, {}, [b, c(1)]))).toMatchObject({ from: "c", reason: "limit" });
		expect(decide(pool(two, {}, [b, c(0.9)]))).toMatchObject({ from: "a", reason: "drain" });
	});

	test("goes on while another account is held where it is", () => {
		const spent = account("c", [quota("five_hour", 1)]);
		const two = [session("s1"), session("s2", { account: "c" })];
		const state = pool(two, {}, [b, spent]);
		const wall = switchOf([], { id: "w", reason: "limit", begunAt: NOW - MINUTE });
		expect(decide({ ...state, switches: [wall] })).toMatchObject({ from: "a", reason: "drain" });
	});

	test("an account that is drained or disabled is never a candidate", () => {
		for (const withheld of ["drained", "disabled"] as const) {
			const others = [account("b", [quota("five_hour", 0.1)], { withheld })];
			expect(decide(pool([session("s1")], {}, others))).toMatchObject({
				kind: "hold",
				why: expect.stringContaining(`b is ${withheld}`),
			});
		}
	});

	test("a disabled account keeps its sessions", () => {
		const disabled = account("a", [quota("five_hour", 0.2)], { withheld: "disabled" });
		expect(decide(stateOf({ accounts: [disabled, b], sessions: [session("s1")] })).kind).toBe(
			"none",
		);
	});
});

describe("every kind of account is a target", () => {
	const spent = account("a", [quota("five_hour", 1)]);
	const near = account("a", [quota("five_hour", 0.92)]);
	const kinds: readonly AccountKind[] = ["login", "oauth_token", "api_key", "bedrock", "vertex"];
	const to = (from: Account, target: Account) =>
		decide(stateOf({ accounts: [from, target], sessions: [session("s1")] }));

	test.each(kinds)("%s, at the wall and in a drain, without a reading as well", (kind) => {
		const target = account("t", [], { kind, uuid: null });
		expect(to(spent, target)).toMatchObject({ kind: "switch", to: "t", reason: "limit" });
		expect(to(drained, target)).toMatchObject({ kind: "switch", to: "t", reason: "drain" });
	});

	test.each(kinds)("%s, at the threshold: without a reading only if it can give none", (kind) => {
		const decision = to(near, account("t", [], { kind, uuid: null }));
		expect(decision.kind).toBe(kind === "login" ? "hold" : "switch");
	});

	test("a metered account of better priority comes before a paid one", () => {
		const metered = account("m", [quota("five_hour", 0.5)], { priority: 1 });
		const paid = account("p", [], { kind: "api_key", priority: 2, uuid: null });
		const state = stateOf({ accounts: [spent, paid, metered], sessions: [session("s1")] });
		expect(decide(state)).toMatchObject({ to: "m" });
	});

	test("two keys without a uuid are two accounts", () => {
		const key = (name: string): Account => account(name, [], { kind: "api_key", uuid: null });
		const from = { ...key("a"), withheld: "drained" } as const;
		expect(to(from, key("t"))).toMatchObject({ kind: "switch", to: "t" });
	});
});
