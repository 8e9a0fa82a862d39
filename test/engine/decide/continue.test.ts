import { describe, expect, test } from "vitest";
import { decideContinue } from "../../../src/engine/decide/continue.ts";
import type { Account, Session, State } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
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

const rules = { retries: 3, backoffMs: 30 * SECOND };
const good = account("a", [quota("five_hour", 0.3)]);
const spent = account("a", [quota("five_hour", 1, { resetsAt: NOW + MINUTE })]);

const limited = (name: string, over: Partial<Session> = {}): Session =>
	session(name, { state: "limited", owed: { since: NOW - MINUTE, cause: "limit" }, ...over });
const failed = (times: number, agoMs: number, over: Partial<Session> = {}): Session =>
	session("ccl-auto-11", {
		state: "idle",
		failedTurns: times,
		owed: { since: NOW - agoMs, cause: "failure" },
		...over,
	});

function decide(
	sessions: readonly Session[],
	accounts: readonly Account[] = [good],
	now = NOW,
	over: Partial<State> = {},
) {
	return decideContinue(stateOf({ accounts, sessions }, over), rules, now);
}

describe("after a limit", () => {
	test("nobody goes on while the account is spent, somebody does once its reset has passed", () => {
		expect(decide([limited("ccl-auto-11")], [spent])).toBeNull();
		expect(decide([limited("ccl-auto-11")], [spent], NOW + MINUTE)).toEqual({
			session: "ccl-auto-11",
			account: "a",
			why: "its quota was reset",
		});
	});

	test("one at a time, who waits longest first", () => {
		const sessions = [
			limited("ccl-auto-11"),
			limited("ccl-auto-12", { owed: { since: NOW - 9 * MINUTE, cause: "limit" } }),
		];
		expect(decide(sessions)?.session).toBe("ccl-auto-12");
	});

	test("one whose turn goes on already is passed over", () => {
		const sessions = [
			limited("ccl-auto-11", { turn: turn(), state: "working" }),
			limited("ccl-auto-12"),
		];
		expect(decide(sessions)?.session).toBe("ccl-auto-12");
	});

	test("the operator's own sessions as well: the limit cut them", () => {
		expect(decide([limited("ccl-0", { kind: "dedicated" })])?.session).toBe("ccl-0");
	});

	test("but nobody who was started by hand", () => {
		expect(decide([limited("by-hand", { kind: "observed" })])).toBeNull();
	});

	test("nobody whom a switch moves: the switch continues him", () => {
		const sessions = [limited("ccl-auto-11")];
		expect(
			decide(sessions, [good], NOW, { openSwitch: switchOf([move("ccl-auto-11")]) }),
		).toBeNull();
		const left = switchOf([move("ccl-auto-11", { outcome: "timed-out" })]);
		expect(decide(sessions, [good], NOW, { openSwitch: left })?.session).toBe("ccl-auto-11");
	});

	test("nobody whose account must log in or is gone", () => {
		const trouble = { cause: "login-needed", what: "", remedy: "", since: NOW } as const;
		expect(decide([limited("ccl-auto-11")], [{ ...good, trouble }])).toBeNull();
		expect(decide([limited("ccl-auto-11")], [])).toBeNull();
	});

	test("one account that is spent does not hold up the sessions of another", () => {
		const sessions = [
			limited("ccl-auto-11"),
			limited("ccl-auto-12", { account: "b", owed: { since: NOW, cause: "limit" } }),
		];
		expect(decide(sessions, [spent, account("b", [quota("five_hour", 0.1)])])?.session).toBe(
			"ccl-auto-12",
		);
	});
});

describe("after another failure", () => {
	test.each([
		[1, 30],
		[2, 60],
		[3, 120],
	])("the %ith in a row is tried again after %i s", (times, seconds) => {
		expect(decide([failed(times, seconds * SECOND - 1)])).toBeNull();
		expect(decide([failed(times, seconds * SECOND)])?.why).toBe(
			`its turn failed (${times} times in a row)`,
		);
	});

	test("not more often than the retries allow", () => {
		expect(decide([failed(4, 60 * MINUTE)])).toBeNull();
	});

	test("not in the operator's own sessions: they see it themselves", () => {
		expect(decide([failed(1, MINUTE, { kind: "dedicated" })])).toBeNull();
	});

	test("not unless it stands idle", () => {
		for (const state of ["waiting", "starting", "unknown", "quarantined"] as const) {
			expect(decide([failed(1, MINUTE, { state })])).toBeNull();
		}
	});
});

test("a turn that our own stop or a death cut is the relaunch's to continue", () => {
	const cut = (cause: "stop" | "death") => dedicated("s", { owed: { since: NOW, cause } });
	expect(decide([cut("stop"), cut("death")])).toBeNull();
});
