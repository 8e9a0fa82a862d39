import { expect, test } from "vitest";
import { decideFailover } from "../../../src/engine/decide/failover.ts";
import type { Account, QuotaWindow, State } from "../../../src/state/model.ts";
import { accountState, spentWindows } from "../../../src/state/select.ts";
import {
	account,
	type Dice,
	dice,
	failoverRules,
	HOUR,
	MINUTE,
	NOW,
	pick,
	quota,
	session,
	shuffled,
	stateOf,
	switchOf,
} from "../../support/state-builder.ts";

const RUNS = 3_000;

const rules = failoverRules();

function someWindow(roll: Dice, window: string): QuotaWindow {
	return quota(window, pick(roll, 0, 0.3, 0.6, 0.61, 0.89, 0.9, 0.95, 1), {
		resetsAt: pick(roll, null, NOW - 1, NOW + MINUTE, NOW + 40 * HOUR),
	});
}

function someAccount(roll: Dice, name: string): Account {
	const windows = ["five_hour", "seven_day", "seven_day_opus"].filter(() => roll() < 0.6);
	const trouble = { cause: pick(roll, "login-needed", "links"), what: "", remedy: "", since: NOW };
	return account(
		name,
		windows.map((w) => someWindow(roll, w)),
		{
			priority: pick(roll, 1, 1, 2),
			enabled: roll() < 0.9,
			kind: pick(roll, "login", "login", "api_key"),
			uuid: pick(roll, null, `uuid-of-${name}`, "shared"),
			trouble: roll() < 0.1 ? (trouble as Account["trouble"]) : null,
			leftAt: pick(roll, null, NOW - MINUTE, NOW - HOUR),
		},
	);
}

function someState(roll: Dice): State {
	const names = ["a", "b", "c", "d"].slice(0, pick(roll, 1, 2, 3, 4));
	const accounts = names.map((name) => someAccount(roll, name));
	const sessions = Array.from({ length: pick(roll, 0, 1, 4) }, (_, i) =>
		session(`ccl-auto-${11 + i}`, {
			account: pick(roll, ...names),
			kind: pick(roll, "autonomous", "dedicated", "observed"),
			move: pick(roll, "auto", "auto", "ask", "never"),
			state: pick(roll, "idle", "working", "limited", "stopped", "unknown"),
		}),
	);
	const undone = switchOf([], {
		to: pick(roll, ...names),
		outcome: "rolled-back",
		begunAt: NOW - 2 * MINUTE,
		endedAt: NOW - MINUTE,
	});
	return stateOf(
		{ accounts, sessions },
		{
			active: pick(roll, null, ...names),
			lastSwitchAt: pick(roll, null, NOW - MINUTE, NOW - HOUR),
			switches: roll() < 0.2 ? [undone] : [],
			dispatch: { paused: roll() < 0.1, all: roll() < 0.05, since: null },
		},
	);
}

/** The same state, its accounts and sessions registered in another order. */
function reordered(roll: Dice, state: State): State {
	return {
		...state,
		accounts: Object.fromEntries(shuffled(roll, Object.entries(state.accounts))),
		sessions: Object.fromEntries(shuffled(roll, Object.entries(state.sessions))),
	};
}

test("it never moves to an account that has no room or that cannot be used", () => {
	let switches = 0;
	for (let seed = 1; seed <= RUNS; seed++) {
		const state = someState(dice(seed));
		const decision = decideFailover(state, rules, NOW);
		if (decision.kind !== "switch") continue;
		switches += 1;
		const to = state.accounts[decision.to];
		if (to === undefined) throw new Error(`seed ${seed}: ${decision.to} is no account`);
		const found = accountState(to, state.policy, NOW);
		expect([seed, found]).not.toEqual([
			seed,
			expect.stringMatching(/spent|disabled|login-needed|quarantined/),
		]);
		expect([seed, decision.to]).not.toEqual([seed, decision.from]);
		const uuid = state.accounts[decision.from]?.uuid;
		if (uuid !== null) expect([seed, to.uuid]).not.toEqual([seed, uuid]);
		if (decision.reason === "threshold") expect([seed, found]).not.toEqual([seed, "unknown"]);
	}
	expect(switches).toBeGreaterThan(RUNS / 20);
});

test("it leaves no account that is neither near nor spent", () => {
	for (let seed = 1; seed <= RUNS; seed++) {
		const state = someState(dice(seed));
		const decision = decideFailover(state, rules, NOW);
		if (decision.kind !== "switch") continue;
		const left = state.accounts[decision.from];
		if (left === undefined) throw new Error(`seed ${seed}`);
		const wall = spentWindows(left, NOW).length > 0;
		expect([seed, decision.reason]).toEqual([seed, wall ? "limit" : "threshold"]);
	}
});

test("the order in which accounts and sessions were registered does not matter", () => {
	for (let seed = 1; seed <= RUNS; seed++) {
		const roll = dice(seed);
		const state = someState(roll);
		const decision = decideFailover(state, rules, NOW);
		expect([seed, decideFailover(reordered(roll, state), rules, NOW)]).toEqual([seed, decision]);
	}
});

test("once its switch is done it wants no second one from the same readings", () => {
	for (let seed = 1; seed <= RUNS; seed++) {
		const state = someState(dice(seed));
		const decision = decideFailover(state, rules, NOW);
		if (decision.kind !== "switch") continue;
		const moved = Object.values(state.sessions).map((s) =>
			s.account === decision.from ? { ...s, account: decision.to } : s,
		);
		const left = state.accounts[decision.from];
		if (left === undefined) throw new Error(`seed ${seed}`);
		const next: State = {
			...state,
			accounts: { ...state.accounts, [left.name]: { ...left, leftAt: NOW } },
			sessions: Object.fromEntries(moved.map((s) => [s.name, s])),
			active: decision.to,
			lastSwitchAt: NOW,
		};
		const second = decideFailover(next, rules, NOW);
		if (second.kind === "switch") {
			// Only an account that is spent itself may be left so soon, and nobody goes back.
			expect([seed, second.reason, second.to]).toEqual([seed, "limit", expect.anything()]);
			expect([seed, second.from]).not.toEqual([seed, decision.to]);
			expect([seed, second.to]).not.toEqual([seed, decision.from]);
		}
	}
});
