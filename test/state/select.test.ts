import { describe, expect, test } from "vitest";
import type { Account } from "../../src/state/model.ts";
import {
	accountState,
	byName,
	isCurrent,
	readyAt,
	selectAccounts,
	selectQueue,
	selectQueueCounts,
	sessionsOn,
	spentWindows,
	usedRatio,
} from "../../src/state/select.ts";
import { account, HOUR, NOW, quota, session, stateOf, task } from "../support/state-builder.ts";

const { policy } = stateOf({});
const stateOfAccount = (a: Account): string => accountState(a, policy, NOW);
const trouble = (cause: "login-needed" | "links") => ({ cause, what: "", remedy: "", since: NOW });

describe("the state of an account", () => {
	const nearly = quota("five_hour", 0.91);
	const full = quota("seven_day", 1);
	test.each([
		["ok", account("a", [quota("five_hour", 0.89)])],
		["near", account("a", [nearly])],
		["near", account("a", [quota("seven_day", 0.95)])],
		["ok", account("a", [quota("seven_day", 0.94)])],
		["ok", account("a", [quota("five_hour", 0.1), quota("seven_day_opus", 1)])],
		["unknown", account("a", [quota("seven_day_opus", 1)])],
		["spent", account("a", [nearly, full])],
		["login-needed", account("a", [full], { trouble: trouble("login-needed") })],
		["quarantined", account("a", [full], { trouble: trouble("links") })],
		["disabled", account("a", [], { enabled: false, trouble: trouble("links") })],
		["unknown", account("a", [])],
		["unmetered", account("a", [], { kind: "api_key" })],
		["ok", account("a", [quota("hourly_msgs", 0.1)], { kind: "api_key" })],
	])("is %s", (state, a) => {
		expect(stateOfAccount(a)).toBe(state);
	});

	test("at its threshold it is near, not only over it", () => {
		expect(stateOfAccount(account("a", [quota("five_hour", 0.9)]))).toBe("near");
	});
});

describe("a window past its reset", () => {
	const past = quota("five_hour", 1, { resetsAt: NOW });
	const a = account("a", [past]);

	test("says nothing any more", () => {
		expect(isCurrent(past, NOW)).toBe(false);
		expect(spentWindows(a, NOW)).toEqual([]);
		expect(usedRatio(a, NOW)).toBe(0);
		expect(stateOfAccount(a)).toBe("unknown");
	});

	test("counts until then", () => {
		expect(isCurrent(past, NOW - 1)).toBe(true);
		expect(accountState(a, policy, NOW - 1)).toBe("spent");
	});

	test("does not hide another that is still spent", () => {
		expect(stateOfAccount(account("a", [past, quota("seven_day", 1)]))).toBe("spent");
	});
});

describe("when an account can be used again", () => {
	test("at the latest reset among its spent windows", () => {
		const a = account("a", [
			quota("five_hour", 1, { resetsAt: NOW + HOUR }),
			quota("seven_day", 1, { resetsAt: NOW + 50 * HOUR }),
			quota("seven_day_opus", 0.2, { resetsAt: NOW + 90 * HOUR }),
		]);
		expect(readyAt(a, NOW)).toBe(NOW + 50 * HOUR);
	});

	test("now, when nothing is spent", () => {
		expect(readyAt(account("a", [quota("five_hour", 0.99)]), NOW)).toBe(NOW);
	});

	test("not known, when a spent window names no reset", () => {
		const a = account("a", [quota("five_hour", 1, { resetsAt: null }), quota("seven_day", 1)]);
		expect(readyAt(a, NOW)).toBeNull();
	});
});

describe("lists", () => {
	test("accounts by priority, then name", () => {
		const state = stateOf({
			accounts: [account("c"), account("z", [], { priority: 0 }), account("b")],
		});
		expect(selectAccounts(state).map((a) => a.name)).toEqual(["z", "b", "c"]);
	});

	test("sessions of an account by name, 2 before 10", () => {
		const state = stateOf({
			sessions: [session("ccl-10"), session("ccl-2"), session("ccl-3", { account: "b" })],
		});
		expect(sessionsOn(state, "a").map((s) => s.name)).toEqual(["ccl-2", "ccl-10"]);
		expect(byName("ccl-2", "ccl-10")).toBeLessThan(0);
	});

	test("the queue: what needs a person, what runs, what waits with the best first, what ended", () => {
		const state = stateOf({
			tasks: [
				task("done", { state: "done" }),
				task("low", { priority: "low" }),
				task("late", { addedAt: NOW + 1 }),
				task("early"),
				task("critical", { priority: "critical", addedAt: NOW + 9 }),
				task("failed", { state: "failed" }),
				task("runs", { state: "running" }),
				task("unclear", { state: "uncertain" }),
			],
		});
		expect(selectQueue(state).map((t) => t.id)).toEqual([
			"unclear",
			"runs",
			"critical",
			"early",
			"late",
			"low",
			"failed",
			"done",
		]);
		expect(selectQueueCounts(state)).toEqual({
			waiting: 4,
			running: 1,
			done: 1,
			failed: 1,
			uncertain: 1,
		});
	});
});
