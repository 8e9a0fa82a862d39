import { describe, expect, test } from "vitest";
import { decideDispatch } from "../../../src/engine/decide/dispatch.ts";
import { decideFailover } from "../../../src/engine/decide/failover.ts";
import { canTakeTask, heldForQuota } from "../../../src/engine/decide/takes-task.ts";
import type { QuotaWindow, Session } from "../../../src/state/model.ts";
import {
	account,
	failoverRules,
	life,
	MINUTE,
	NOW,
	quota,
	session,
	stateOf,
	task,
	turn,
} from "../../support/state-builder.ts";

/** A window in which each of the last ten turns took `each` of it. */
const takenByTurns = (window: string, usedRatio: number, each: number): QuotaWindow =>
	quota(window, usedRatio, {
		trace: Array.from({ length: 11 }, (_, n) => ({
			at: NOW - (10 - n) * MINUTE,
			usedRatio: usedRatio - (10 - n) * each,
			turns: n,
		})),
	});

const idle = session("ccl-auto-11");
const atWork = (name: string, over: Partial<Session> = {}): Session =>
	session(name, { state: "working", turn: turn(), ...over });
const pool = (windows: readonly QuotaWindow[], others: readonly Session[] = [], own = idle) =>
	stateOf({ accounts: [account("a", windows)], sessions: [own, ...others], tasks: [task("one")] });
const can = (...of: Parameters<typeof pool>): boolean =>
	canTakeTask(pool(...of), of[2] ?? idle, NOW);

describe("a turn that would probably be cut is not begun", () => {
	test("one more turn fits under the wall, or it does not", () => {
		expect(can([takenByTurns("five_hour", 0.85, 0.05)])).toBe(true);
		expect(can([takenByTurns("seven_day", 0.94, 0.05)])).toBe(true);
		expect(can([takenByTurns("seven_day", 0.94, 0.061)])).toBe(false);
	});

	test("what the turns under way still take counts as well, half of each", () => {
		const window = takenByTurns("five_hour", 0.85, 0.06);
		expect(can([window], [atWork("ccl-2")])).toBe(true);
		expect(can([window], [atWork("ccl-2"), atWork("ccl-3"), atWork("ccl-4")])).toBe(false);
	});

	test("of a task that was given out just now the whole turn is to come", () => {
		const window = takenByTurns("five_hour", 0.85, 0.06);
		const starting = (name: string) => session(name, { state: "starting", task: "other" });
		expect(can([window], [starting("ccl-2")])).toBe(true);
		expect(can([window], [starting("ccl-2"), starting("ccl-3")])).toBe(false);
	});

	test("turns on other accounts do not", () => {
		const elsewhere = (name: string) =>
			atWork(name, { account: "b", incarnation: life(`${name}-1`, { account: "b" }) });
		const window = takenByTurns("five_hour", 0.85, 0.06);
		expect(can([window], ["ccl-2", "ccl-3", "ccl-4"].map(elsewhere))).toBe(true);
	});

	test("a window of one model holds the sessions of that model alone", () => {
		const windows = [quota("five_hour", 0.2), takenByTurns("seven_day_opus", 0.94, 0.08)];
		const of = (model: string) => session("ccl-auto-11", { model });
		expect(can(windows, [], of("claude-opus-5"))).toBe(false);
		expect(can(windows, [], of("claude-sonnet-5"))).toBe(true);
	});

	test("a window that was reset holds nobody", () => {
		const past = { ...takenByTurns("seven_day", 0.94, 0.08), resetsAt: NOW - 1 };
		expect(can([past])).toBe(true);
	});

	test("while nobody knows what a turn takes, none is held", () => {
		expect(can([quota("seven_day", 0.94)])).toBe(true);
	});
});

describe("what a task waits for", () => {
	test("the quota, in words, when an idle session is held for it", () => {
		const state = pool([takenByTurns("seven_day", 0.94, 0.08)]);
		const decision = decideDispatch(state, NOW);
		expect(decision.assignments).toEqual([]);
		const why = "the next turn may cross the wall (seven_day 94 %, a turn takes up to 8 %)";
		expect(decision.wants).toEqual({ "": { kind: "quota", why: `quota of a: ${why}` } });
	});

	test("those that are held for it can be asked for, with the window", () => {
		const state = pool([takenByTurns("seven_day", 0.94, 0.08)], [atWork("ccl-2")]);
		expect(heldForQuota(state, NOW)).toMatchObject([
			{ account: "a", window: { window: "seven_day" } },
		]);
	});

	test("an idle session, when none is", () => {
		const state = pool([takenByTurns("seven_day", 0.94, 0.08)], [], atWork("ccl-auto-11"));
		expect(decideDispatch(state, NOW).wants[""]?.why).toBe("an idle session");
	});
});

describe("when tasks wait for turns that may not end before the wall", () => {
	const rules = failoverRules({
		minDwellMs: 0,
		reactivateCooldownMs: 0,
		waitForResetMs: 6 * MINUTE,
	});
	const roomy = account("b", [quota("five_hour", 0.1)]);
	const decide = (windows: readonly QuotaWindow[], others: readonly Session[] = [], tasks = 1) => {
		const all = Array.from({ length: tasks }, (_, n) => task(`t${n}`));
		const accounts = [account("a", windows), roomy];
		return decideFailover(
			stateOf({ accounts, sessions: [idle, ...others], tasks: all }),
			rules,
			NOW,
		);
	};

	test("the account is left below its threshold: it has no room for them", () => {
		expect(decide([takenByTurns("five_hour", 0.88, 0.13)])).toMatchObject({
			kind: "switch",
			reason: "threshold",
			to: "b",
			why: "quota of a: the next turn may cross the wall (five_hour 88 %, a turn takes up to 13 %)",
		});
	});

	test("it is not left for tasks that are not given out, as they or all are paused", () => {
		const pauses = [
			{ paused: true, all: false, since: NOW },
			{
				paused: false,
				all: false,
				since: null,
				projects: { "/srv/app": { since: NOW, until: null } },
			},
		];
		for (const dispatch of pauses) {
			const things = { sessions: [idle], tasks: [task("one")] };
			const accounts = [account("a", [takenByTurns("five_hour", 0.88, 0.13)]), roomy];
			const state = stateOf({ accounts, ...things }, { dispatch });
			expect(decideFailover(state, rules, NOW).kind).toBe("none");
		}
	});

	test("it is not left when no task waits, nor for turns that are only under way", () => {
		expect(decide([takenByTurns("five_hour", 0.88, 0.13)], [], 0).kind).toBe("none");
		const busy = [atWork("ccl-2"), atWork("ccl-3"), atWork("ccl-4")];
		expect(decide([takenByTurns("five_hour", 0.85, 0.06)], busy).kind).toBe("none");
	});

	test("of one model only the sessions of that model go", () => {
		const state = stateOf({
			accounts: [account("a", [takenByTurns("seven_day_opus", 0.9, 0.12)]), roomy],
			sessions: [
				session("o", { model: "claude-opus-5" }),
				session("s", { model: "claude-sonnet-5" }),
			],
			tasks: [task("one")],
		});
		const decision = decideFailover(state, rules, NOW);
		expect(decision).toMatchObject({ kind: "switch", model: "opus", sessions: ["o"] });
	});
});
