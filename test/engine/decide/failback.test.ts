import { describe, expect, test } from "vitest";
import { decideFailover, type FailoverRules } from "../../../src/engine/decide/failover.ts";
import type { Account, Session, State } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	failoverRules,
	life,
	MINUTE,
	NOW,
	quota,
	session,
	stateOf,
	turn,
} from "../../support/state-builder.ts";

const rules = failoverRules({ failback: "idle" });

const onBackup = { incarnation: life("on-backup", { account: "backup" }) };
const fresh = quota("five_hour", 0.05);

/** All lives on the backup, and the preferred account was reset. */
function pool(
	sessions: readonly Session[] = [dedicated("ccl-0", onBackup), session("auto", onBackup)],
	main: Partial<Account> = {},
	over: Partial<State> = {},
): State {
	return stateOf(
		{
			accounts: [
				account("backup", [quota("five_hour", 0.3)], { priority: 2 }),
				account("main", [fresh], { priority: 1, ...main }),
			],
			sessions,
		},
		{ active: "backup", ...over },
	);
}
const decide = (state: State, over: Partial<FailoverRules> = {}) =>
	decideFailover(state, { ...rules, ...over }, NOW);

describe("going back to the preferred account", () => {
	test("happens when every session rests and it has room again", () => {
		expect(decide(pool())).toMatchObject({
			kind: "switch",
			reason: "failback",
			from: "backup",
			to: "main",
			why: "main is preferred and has room again",
			sessions: ["auto", "ccl-0"],
		});
	});

	test("is not done unless the configuration says so", () => {
		expect(decide(pool(), { failback: "never" })).toMatchObject({ kind: "none" });
	});

	test.each<readonly [string, Partial<Session>]>([
		["is at work", { state: "working", turn: turn() }],
		["waits for its operator", { state: "waiting" }],
		["has a task", { task: "app.x" }],
		["is owed a continuation", { owed: { since: NOW, cause: "limit" } }],
	])("waits while a session %s, and says so", (_what, over) => {
		const state = pool([session("auto", { ...onBackup, ...over })]);
		expect(decide(state)).toMatchObject({
			kind: "none",
			why: expect.stringContaining("once every session rests"),
		});
	});

	test.each<readonly [string, Partial<Account>]>([
		["is too full", { windows: { five_hour: quota("five_hour", 0.7) } }],
		["has no reading of the new period", { windows: {} }],
		["was reset just now", { leftAt: NOW - MINUTE, leftUntil: NOW - MINUTE }],
		["is disabled", { withheld: "disabled" }],
		["is not preferred", { priority: 2 }],
	])("is not done when that account %s", (_what, main) => {
		expect(decide(pool(undefined, main)).kind).toBe("none");
	});

	test("keeps to the shortest stay, and says how long", () => {
		const state = pool(undefined, {}, { lastSwitchAt: NOW - 5 * MINUTE });
		expect(decide(state)).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("10 min of switch.min_dwell"),
			until: NOW + 10 * MINUTE,
		});
	});

	test("is no reason to stay at a limit: what must be left is looked at first", () => {
		const state = pool();
		const backup = account("backup", [quota("five_hour", 1)], { priority: 2 });
		const spent = { ...state, accounts: { ...state.accounts, backup } };
		expect(decide(spent)).toMatchObject({ kind: "switch", reason: "limit" });
	});
});
