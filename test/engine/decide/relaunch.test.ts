import { describe, expect, test } from "vitest";
import {
	decideRelaunch,
	oweContinuation,
	RESTART_INTENSITY,
} from "../../../src/engine/decide/relaunch.ts";
import type { Account, Owed, Session, State } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	move,
	NOW,
	quota,
	SECOND,
	session,
	stateOf,
	switchOf,
} from "../../support/state-builder.ts";

const ok = [account("a", [quota("five_hour", 0.2)]), account("b", [quota("five_hour", 0.1)])];
const spent = account("a", [quota("five_hour", 1)]);

/** Ended, nobody knows why; on account a. */
const gone = { incarnation: null, state: "unknown", account: "a" } as const;

function decide(
	one: Session,
	wanted = true,
	accounts: readonly Account[] = ok,
	over: Partial<State> = {},
) {
	return decideRelaunch(stateOf({ accounts, sessions: [one] }, over), one, wanted, NOW);
}
const owed = (cause: Owed["cause"]): Owed => ({ since: NOW - SECOND, cause });

describe("what is started", () => {
	test("a session of the pool for the first time, on the active account", () => {
		const first = session("ccl-auto-11", {
			...gone,
			account: null,
			conversation: null,
			conversationStarted: false,
		});
		expect(decide(first, true, ok, { active: "b" })).toEqual({
			kind: "launch",
			account: "b",
			continues: false,
			why: "first start",
		});
	});

	test("one that died, in its own conversation, on its own account", () => {
		expect(decide(dedicated("ccl-0", gone))).toEqual({
			kind: "launch",
			account: "a",
			continues: false,
			why: "it was not running",
		});
	});

	test("an autonomous one that is not wanted only when it has a task or is owed a turn", () => {
		const one = session("ccl-auto-11", gone);
		expect(decide(one, false).kind).toBe("none");
		expect(decide({ ...one, task: "app.one" }, false).kind).toBe("launch");
		expect(decide({ ...one, owed: owed("death") }, false)).toMatchObject({ continues: true });
	});

	test("a dedicated one without keep_alive only for the first time", () => {
		const one = dedicated("ccl-0", { ...gone, keepAlive: false });
		expect(decide(one, false).kind).toBe("none");
		expect(decide({ ...one, conversation: null }, false).kind).toBe("launch");
	});
});

describe("what is left alone", () => {
	test.each([
		["one that runs", session("ccl-auto-11")],
		["one that was started by hand", session("x", { ...gone, kind: "observed" })],
		["one that its operator ended", dedicated("ccl-0", { ...gone, state: "stopped" })],
		["one that is quarantined", dedicated("ccl-0", { ...gone, state: "quarantined" })],
		["one that is parked", session("ccl-auto-11", { ...gone, state: "parked" })],
	])("%s", (_what, one) => {
		expect(decide(one).kind).toBe("none");
		expect(decide({ ...one, task: "app.one", owed: owed("limit") }).kind).toBe("none");
	});

	test("one that a switch is moving, until its move has an outcome", () => {
		const one = session("ccl-auto-11", gone);
		const openSwitch = switchOf([move("ccl-auto-11", { step: "stopped" })]);
		expect(decide(one, true, ok, { openSwitch }).kind).toBe("none");
		const over = switchOf([move("ccl-auto-11", { outcome: "failed" })]);
		expect(decide(one, true, ok, { openSwitch: over }).kind).toBe("launch");
	});
});

describe("a session that keeps dying", () => {
	const dying = (...agoMs: readonly number[]): Session =>
		session("ccl-auto-11", { ...gone, deaths: agoMs.map((ms) => NOW - ms) });

	test("is started again after one second, then two", () => {
		expect(decide(dying(0))).toEqual({ kind: "wait", why: "it died; next start in 1000 ms" });
		expect(decide(dying(SECOND)).kind).toBe("launch");
		expect(decide(dying(9 * SECOND, 1_999))).toEqual({
			kind: "wait",
			why: "it died; next start in 1 ms",
		});
		expect(decide(dying(9 * SECOND, 2_000)).kind).toBe("launch");
	});

	test("is quarantined, with the reason that was seen, when it dies too often", () => {
		const often = dying(...Array.from({ length: RESTART_INTENSITY }, (_, i) => 9_000 - i));
		expect(decide({ ...often, note: "exit status 1" })).toEqual({
			kind: "quarantine",
			why: `ended ${RESTART_INTENSITY} times in ten minutes (exit status 1)`,
		});
	});
});

describe("on which account", () => {
	test("the active one, when its own cannot be used", () => {
		const one = session("ccl-auto-11", gone);
		expect(decide(one, true, [spent, ...ok.slice(1)], { active: "b" })).toMatchObject({
			kind: "launch",
			account: "b",
		});
	});

	test("none, when neither can be used: it waits", () => {
		const one = session("ccl-auto-11", { ...gone, owed: owed("limit") });
		expect(decide(one, true, [spent])).toEqual({
			kind: "wait",
			why: "no account can take it now",
		});
	});

	test.each(["ask", "never"] as const)("its own and no other, when it says move: %s", (policy) => {
		const one = dedicated("ccl-0", { ...gone, move: policy });
		const over = { active: "b" };
		expect(decide(one, true, [spent, ...ok.slice(1)], over).kind).toBe("wait");
		expect(decide(one, true, ok, over)).toMatchObject({ kind: "launch", account: "a" });
	});

	test("one without a reading will do", () => {
		const one = session("ccl-auto-11", gone);
		expect(decide(one, true, [account("a")])).toMatchObject({ kind: "launch", account: "a" });
	});
});

describe("whether it is told to continue", () => {
	test.each([
		["autonomous", "limit", true],
		["autonomous", "stop", true],
		["autonomous", "death", true],
		["autonomous", "failure", true],
		["dedicated", "limit", true],
		["dedicated", "stop", true],
		["dedicated", "death", false],
		["dedicated", "failure", false],
	] as const)("%s, cut by %s: %s", (kind, cause, continues) => {
		expect(oweContinuation(session("s", { kind, owed: owed(cause) }))).toBe(continues);
	});

	test("nobody is told to continue who was not cut", () => {
		expect(oweContinuation(session("s"))).toBe(false);
		expect(oweContinuation(dedicated("s"))).toBe(false);
	});
});

describe("a session that is pinned to an account", () => {
	const pinned = dedicated("ccl-0", { ...gone, pinned: "b" });

	test("starts there, wherever it was and whichever is active", () => {
		expect(decide(pinned)).toMatchObject({ kind: "launch", account: "b" });
	});

	test("waits for it rather than going anywhere else", () => {
		const full = account("b", [quota("five_hour", 1)]);
		expect(decide(pinned, true, [ok[0] as Account, full])).toMatchObject({ kind: "wait" });
	});
});

describe("an operator's own session that claude cannot resume", () => {
	const failed = dedicated("ccl-0", {
		...gone,
		account: "a",
		conversation: "c0",
		resumesFailed: 2,
	});

	test("waits for a person, who is told how to look and how to bring it back", () => {
		const decision = decide(failed);
		expect(decision).toMatchObject({ kind: "quarantine" });
		const why = decision.kind === "quarantine" ? decision.why : "";
		expect(why).toContain("claude --resume c0");
		expect(why).toContain("claude-failover restart ccl-0");
	});

	test("is tried again after the first time: a home or a network can be the cause", () => {
		expect(decide({ ...failed, resumesFailed: 1 })).toMatchObject({ kind: "launch" });
	});
});
