import { describe, expect, test } from "vitest";
import { decideFailover } from "../../../src/engine/decide/failover.ts";
import type { Account, Move, Session, State, Switch } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	dice,
	failoverRules,
	HOUR,
	MINUTE,
	move,
	NOW,
	pick,
	quota,
	session,
	stateOf,
	switchOf,
	turn,
} from "../../support/state-builder.ts";

const rules = failoverRules();
const spread = {
	threshold5h: 0.9,
	thresholdWeek: 0.95,
	switchPolicy: "auto",
	strategy: "spread",
} as const;
const at = (name: string, usedRatio: number, over: Partial<Account> = {}): Account =>
	account(name, [quota("five_hour", usedRatio)], over);
const six: readonly Session[] = [11, 12, 13, 14, 15, 16].map((n) => session(`ccl-auto-${n}`));
const decide = (state: State) => decideFailover(state, rules, NOW);

function pool(accounts: readonly Account[], over: Partial<State> = {}, sessions = six): State {
	return stateOf({ accounts, sessions }, { policy: spread, ...over });
}

/** The switch is over: everybody who was to go has gone. */
function carriedOut(state: State, number: number, endedAgo = 0): State {
	const decision = decide(state);
	if (decision.kind !== "switch") throw new Error(`no switch: ${decision.why}`);
	const { from, to, reason, sessions: names, failover } = decision;
	const ended: Switch = {
		...switchOf(names.map((n) => move(n, { outcome: "moved", endedAt: NOW }))),
		...{ id: `s${number}`, from, to, reason, begunAt: NOW, endedAt: NOW - endedAgo },
		...{ outcome: "done", ...(failover !== null && { failover }) },
	};
	const moved = names.map((name) => {
		const before = state.sessions[name] ?? session(name);
		const life = before.incarnation === null ? null : { ...before.incarnation, account: to };
		return [name, { ...before, account: to, incarnation: life }] as const;
	});
	return {
		...state,
		sessions: { ...state.sessions, ...Object.fromEntries(moved) },
		switches: [ended, ...state.switches],
		lastSwitchAt: NOW,
		active: to,
	};
}
const on = (state: State, name: string): number =>
	Object.values(state.sessions).filter((s) => s.account === name).length;

describe("a failover under spread", () => {
	test("takes to each target its share, in one switch after the other", () => {
		let state = pool([at("a", 0.92), at("b", 0.2), at("c", 0.2)]);
		const first = decide(state);
		expect(first).toMatchObject({ kind: "switch", from: "a", to: "b", failover: null });
		if (first.kind !== "switch") throw new Error("no switch");
		expect([first.sessions.length, first.later.length]).toEqual([3, 3]);
		state = carriedOut(state, 1);
		expect(decide(state)).toMatchObject({ kind: "switch", from: "a", to: "c", failover: "s1" });
		state = carriedOut(state, 2);
		expect([on(state, "a"), on(state, "b"), on(state, "c")]).toEqual([0, 3, 3]);
		expect(decide(state).kind).toBe("none");
	});

	test("is one failover for max_per_hour and min_dwell, however many switches it takes", () => {
		const long = NOW - 20 * MINUTE;
		const past = (n: number): Switch =>
			switchOf([], { id: `p${n}`, begunAt: long, endedAt: long, outcome: "done" });
		const targets = ["b", "c", "d", "e"].map((name) => at(name, 0.2));
		let state = pool([at("a", 0.92), ...targets], { switches: [1, 2, 3].map(past) });
		for (let n = 1; n <= 4; n++) state = carriedOut(state, n);
		expect(on(state, "a")).toBe(0);
		const again: State = {
			...state,
			lastSwitchAt: NOW - HOUR,
			sessions: { late: session("late") },
			switches: state.switches.map((s) => ({ ...s, endedAt: NOW - 10 * MINUTE })),
		};
		expect(decide(again)).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("4 switches in the last hour"),
		});
	});

	test("goes to one target alone when the other candidates are no good", () => {
		const decision = decide(pool([at("a", 0.92), at("b", 0.2), at("c", 0.7)]));
		expect(decision).toMatchObject({ kind: "switch", to: "b", later: [] });
	});

	test("takes first who lost its turn or is between turns, and last who is at work", () => {
		const cut = { owed: { since: NOW, cause: "limit" }, state: "limited" } as const;
		const sessions = [
			session("at-work", { turn: turn(), state: "working" }),
			dedicated("own"),
			session("fed"),
			session("cut", cut),
		];
		const decision = decide(pool([at("a", 0.92), at("b", 0.2), at("c", 0.2)], {}, sessions));
		expect(decision).toMatchObject({ sessions: ["cut", "fed"], later: ["own", "at-work"] });
	});

	test("goes on with who could not be moved when its turn is over, not before", () => {
		const timedOut = (n: string): Move => move(n, { outcome: "timed-out", endedAt: NOW });
		const last = switchOf([timedOut("ccl-auto-11")], { endedAt: NOW, outcome: "partial" });
		const busy = session("ccl-auto-11", { turn: turn(), state: "working" });
		const over = { switches: [last], lastSwitchAt: NOW };
		expect(decide(pool([at("a", 0.92), at("b", 0.2)], over, [busy])).kind).toBe("none");
		const rests = [session("ccl-auto-11")];
		expect(decide(pool([at("a", 0.92), at("b", 0.2)], over, rests))).toMatchObject({
			...{ kind: "switch", to: "b", sessions: ["ccl-auto-11"], failover: last.id },
		});
	});

	test("that was undone at one target goes on at the next, at once", () => {
		const undone = switchOf(
			six.map((s) => move(s.name, { outcome: "left" })),
			{ endedAt: NOW, outcome: "rolled-back" },
		);
		const state = pool([at("a", 0.92), at("b", 0.2), at("c", 0.2)], {
			switches: [undone],
			lastSwitchAt: NOW,
		});
		expect(decide(state)).toMatchObject({ kind: "switch", to: "c", failover: "s1" });
	});

	test("a new one is held again once the last is some minutes old", () => {
		const last = switchOf([], { endedAt: NOW - 6 * MINUTE, outcome: "done" });
		const state = pool([at("a", 0.92), at("b", 0.2)], { switches: [last], lastSwitchAt: NOW });
		expect(decide(state).kind).toBe("hold");
	});

	test("is for sessions only: an empty account that is near is in nobody's way", () => {
		expect(decide(pool([at("a", 0.92), at("b", 0.2)], {}, [])).kind).toBe("none");
	});
});

test("whatever the readings, a failover under spread ends, moves each session once, and to good accounts", () => {
	let switches = 0;
	for (let seed = 1; seed <= 1_000; seed++) {
		const roll = dice(seed);
		const others = ["b", "c", "d", "e"].slice(0, pick(roll, 1, 2, 3, 4)).map((name) => {
			const kind = pick(roll, "login", "login", "bedrock" as const);
			const windows =
				kind === "login" ? [quota("five_hour", pick(roll, 0.1, 0.3, 0.58, 0.7, 1))] : [];
			return account(name, windows, { kind, priority: pick(roll, 1, 2, 3) });
		});
		const sessions = Array.from({ length: pick(roll, 1, 5, 20) }, (_, n) => session(`s${n}`));
		let state = pool([at("a", pick(roll, 0.9, 1)), ...others], {}, sessions);
		const moved = new Set<string>();
		for (let n = 0; decide(state).kind === "switch"; n++) {
			if (n > others.length) throw new Error(`seed ${seed}: more switches than targets`);
			const decision = decide(state);
			if (decision.kind !== "switch" || decision.from !== "a") break;
			expect([seed, decision.sessions.length > 0]).toEqual([seed, true]);
			for (const name of decision.sessions) {
				expect([seed, moved.has(name)]).toEqual([seed, false]);
				moved.add(name);
			}
			switches += 1;
			state = carriedOut(state, n);
		}
		if (moved.size > 0) expect([seed, moved.size]).toEqual([seed, sessions.length]);
	}
	expect(switches).toBeGreaterThan(1_000);
});
