import { describe, expect, test } from "vitest";
import { decideWakeUps, WAKE_GAP_MS, type WakeUp } from "../../../src/engine/decide/ramp.ts";
import type { Event } from "../../../src/state/events.ts";
import type { Account, Incarnation, Session, State } from "../../../src/state/model.ts";
import { reduce } from "../../../src/state/reduce.ts";
import { accountState } from "../../../src/state/select.ts";
import { taskTable } from "../../../src/state/task-table.ts";
import {
	account,
	type Dice,
	dedicated,
	dice,
	HOUR,
	life,
	MINUTE,
	move,
	NOW,
	pick,
	quota,
	SECOND,
	session,
	stateOf,
	switchOf,
	task,
	turn,
} from "../../support/state-builder.ts";

const rules = { retries: 3, backoffMs: 30 * SECOND, slots: 4 };
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
	return decideWakeUps(stateOf({ accounts, sessions }, over), rules, now)[0] ?? null;
}

test("a start that takes long holds its slot for fifteen seconds", () => {
	const b = account("b", [quota("five_hour", 0.3)]);
	const starting = (ms: number) =>
		session("slow", {
			incarnation: life("slow-1", { account: "b", launchedAt: NOW - ms, confirmedAt: null }),
		});
	const woken = (ms: number) =>
		decideWakeUps(
			stateOf({ accounts: [good, b], sessions: [starting(ms), limited("ccl-auto-11")] }),
			{ ...rules, slots: 1 },
			NOW,
		).map((w) => w.session);
	expect(woken(14 * SECOND)).toEqual([]);
	expect(woken(15 * SECOND)).toEqual(["ccl-auto-11"]);
});

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
	])("the %ith in a row is tried again after %i s, give or take a fifth", (times, seconds) => {
		expect(decide([failed(times, seconds * SECOND * 0.8 - 1)])).toBeNull();
		expect(decide([failed(times, seconds * SECOND * 1.2)])?.why).toBe(
			`its turn failed (${times} times in a row)`,
		);
	});

	test("a provider that is down uses up a fifth of a retry: it may be the prompt that it fails on", () => {
		const down = (times: number) => failed(times, 60 * MINUTE, { failedOutside: times });
		expect(decide([down(19)])?.why).toBe("its turn failed (19 times in a row)");
		expect(decide([down(20)])).toBeNull();
		expect(decide([failed(4, 60 * MINUTE, { failedOutside: 1 })])).not.toBeNull();
	});

	test("a task's own retries count for its session", () => {
		const once = failed(1, 60 * MINUTE, { task: "app.one" });
		const tasks = taskTable([task("app.one", { choices: { retries: 0 } })]);
		expect(decide([once], [good], NOW, { tasks })).toBeNull();
		expect(decide([failed(1, 60 * MINUTE, { task: "app.one" })])).not.toBeNull();
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

/** Sessions that lost their place: no process, nowhere to go. */
function parked(count: number, over: Partial<Session> = {}): readonly Session[] {
	return Array.from({ length: count }, (_, n) =>
		session(`s${n}`, {
			incarnation: null,
			state: "parked",
			account: "a",
			owed: { since: NOW - HOUR + n, cause: "limit" },
			...over,
		}),
	);
}

/** The state after these have been started, and have come up a second later. */
function started(state: State, wakeUps: readonly WakeUp[], now: number): State {
	const woken = wakeUps.map(({ session: name, account: on }) => {
		const launchedAt = now;
		const incarnation = life(`${name}-2`, { account: on, launchedAt, confirmedAt: now + SECOND });
		const before = state.sessions[name] ?? session(name);
		const turnAt = turn({ startedAt: now });
		return [name, { ...before, state: "working", account: on, incarnation, turn: turnAt }] as const;
	});
	return { ...state, sessions: { ...state.sessions, ...Object.fromEntries(woken) } };
}

describe("after a reset that fifty sessions wait for", () => {
	const fifty = stateOf({ accounts: [good], sessions: parked(50) });

	test("they do not wake in one pass, but one after the other, some seconds apart", () => {
		let state: State = fifty;
		const times: number[] = [];
		for (let now = NOW; times.length < 50 && now < NOW + HOUR; now += SECOND) {
			const wakeUps = decideWakeUps(state, rules, now);
			expect(wakeUps.length).toBeLessThanOrEqual(1);
			state = started(state, wakeUps, now);
			times.push(...wakeUps.map(() => now));
		}
		expect(times).toHaveLength(50);
		for (const [n, at] of times.slice(1).entries()) {
			expect(at - (times[n] ?? 0)).toBeGreaterThanOrEqual(WAKE_GAP_MS);
		}
	});

	test("a limit that one of them meets ends it: the others go on waiting, until that reset", () => {
		let state = started(fifty, decideWakeUps(fifty, rules, NOW), NOW);
		state = started(state, decideWakeUps(state, rules, NOW + 5 * SECOND), NOW + 5 * SECOND);
		const hit: Event = {
			type: "limit.hit",
			account: "a",
			window: "seven_day",
			resetsAt: NOW + 30 * HOUR,
			session: "s1",
			incarnation: "s1-2",
			observedAt: NOW + 7 * SECOND,
		};
		state = reduce(state, hit, NOW + 7 * SECOND);
		for (let now = NOW + 7 * SECOND; now < NOW + 30 * HOUR; now += 7 * MINUTE) {
			expect(decideWakeUps(state, rules, now)).toEqual([]);
		}
		expect(decideWakeUps(state, rules, NOW + 30 * HOUR)).toHaveLength(1);
	});

	test("one that was woken into another limit goes on after that reset: it took no prompt", () => {
		const window = quota("five_hour", 1, { resetsAt: NOW });
		const at = (over: Partial<Incarnation>, now = NOW): string | null => {
			const incarnation = life("w-2", { carries: "continue", launchedAt: NOW - HOUR, ...over });
			const waits = limited("w", { state: "waiting", note: "dialog open", incarnation });
			return decide([waits], [account("a", [window])], now)?.session ?? null;
		};
		expect(at({}, NOW - 1)).toBeNull();
		expect(at({})).toBe("w");
		expect(at({ promptedAt: NOW - MINUTE })).toBeNull();
		expect(at({ launchedAt: NOW + 1 }, NOW + MINUTE)).toBeNull();
	});

	test("a limit that the readings do not explain holds it for a minute", () => {
		const at = (stateSince: number, resetsAt = NOW + HOUR) => {
			const account1 = account("a", [quota("five_hour", 0.3, { resetsAt })]);
			const met = limited("met", { stateSince, owed: { since: NOW, cause: "limit" } });
			return decide([...parked(1), met], [account1])?.session ?? null;
		};
		expect(at(NOW - SECOND)).toBeNull();
		expect(at(NOW - MINUTE)).toBe("s0");
		expect(at(NOW - 2 * SECOND, NOW - SECOND)).toBe("s0");
		expect(at(NOW - 2 * SECOND, NOW - SECOND + 5 * HOUR)).toBe("s0");
	});

	test("one that does not come up holds the next back, but not for ever", () => {
		const slow = decideWakeUps(fifty, rules, NOW)[0]?.session ?? "";
		const launched = life("slow", { launchedAt: NOW, confirmedAt: null });
		const before = fifty.sessions[slow] ?? session(slow);
		const starting: Session = { ...before, state: "starting", incarnation: launched };
		const state = { ...fifty, sessions: { ...fifty.sessions, [slow]: starting } };
		expect(decideWakeUps(state, rules, NOW + 30 * SECOND)).toEqual([]);
		expect(decideWakeUps(state, rules, NOW + MINUTE)).toHaveLength(1);
	});

	test("they spread over the accounts that are ready, one start on each, as far as there are slots", () => {
		const accounts = ["a", "b", "c", "d"].map((n) => account(n, [quota("five_hour", 0.2)]));
		const wakeUps = (slots: number) =>
			decideWakeUps(stateOf({ accounts, sessions: parked(50) }), { ...rules, slots }, NOW);
		expect(new Set(wakeUps(4).map((w) => w.account)).size).toBe(4);
		expect(wakeUps(2)).toHaveLength(2);
	});

	test("who could not be woken a moment ago is passed over", () => {
		const held = new Set(["s0"]);
		expect(decideWakeUps(fifty, rules, NOW, held)[0]?.session).toBe("s1");
	});
});

describe("where a parked session goes on", () => {
	const b = account("b", [quota("five_hour", 0.1)]);
	const where = (over: Partial<Session>, accounts: readonly Account[] = [spent, b]) =>
		decide(parked(1, over), accounts)?.account ?? null;

	test("on any account that is ready, under active-standby as well", () => {
		expect(where({})).toBe("b");
	});

	test("on its own alone when it is bound to it or may not move by itself", () => {
		expect(where({ pinned: "a" })).toBeNull();
		expect(where({ bound: { account: "a", why: "its owner" } })).toBeNull();
		expect(where({ move: "ask" })).toBeNull();
		expect(where({ move: "never" }, [good, b])).toBe("a");
	});

	test("a limited one leaves its account only when that is not to be used any more", () => {
		const off = { ...good, withheld: "disabled" } as const;
		expect(decide([limited("s")], [spent, b])).toBeNull();
		expect(decide([limited("s")], [off, b])?.account).toBe("b");
		expect(decide([limited("s", { move: "never" })], [off, b])).toBeNull();
	});
});

function someState(roll: Dice): State {
	const names = ["a", "b", "c"];
	const accounts = names.map((name) =>
		account(name, [quota("five_hour", pick(roll, 0.1, 0.5, 0.95, 1))], {
			withheld: pick(roll, null, null, null, "drained" as const),
		}),
	);
	const sessions = Array.from({ length: 12 }, (_, n) => {
		const on = pick(roll, ...names);
		const launchedAt = NOW - pick(roll, 4, 6, 90, 90, 90) * SECOND;
		const confirmedAt = roll() < 0.9 ? launchedAt : null;
		const running = life(`s${n}-1`, { account: on, launchedAt, confirmedAt });
		const cause = pick(roll, "limit", "limit", "failure" as const);
		return session(`s${n}`, {
			state: pick(roll, "parked", "limited", "idle", "working"),
			incarnation: roll() < 0.3 ? running : null,
			account: on,
			move: pick(roll, "auto", "auto", "ask"),
			pinned: pick(roll, null, null, "a"),
			owed: roll() < 0.8 ? { since: NOW - HOUR, cause } : null,
			turn: roll() < 0.2 ? turn() : null,
			failedTurns: 1,
		});
	});
	return stateOf({ accounts, sessions });
}

/** What is wrong with waking this one. */
function wrongWith(state: State, { session: name, account: on }: WakeUp): string | null {
	const [place, who] = [state.accounts[on], state.sessions[name]];
	if (place === undefined || who === undefined) return "nobody, or nowhere";
	if (/spent|disabled/.test(accountState(place, state.policy, NOW))) return `${on} cannot take it`;
	if (who.turn !== null) return "it is in a turn";
	const bound = who.pinned ?? (who.move === "auto" ? on : who.account);
	if (bound !== on) return `it is bound to ${bound}`;
	const starts = Object.values(state.sessions).flatMap((s) => s.incarnation ?? []);
	const recent = starts.filter((l) => l.account === on && NOW - l.launchedAt < WAKE_GAP_MS);
	return recent.length > 0 ? `${on} has just started another` : null;
}

test("whatever the state, nobody is woken where he cannot go, and there is never a herd", () => {
	let woken = 0;
	for (let seed = 1; seed <= 2_000; seed++) {
		const roll = dice(seed);
		const state = someState(roll);
		const slots = pick(roll, 1, 2, 8);
		const wakeUps = decideWakeUps(state, { ...rules, slots }, NOW);
		woken += wakeUps.length;
		expect([seed, wakeUps.length <= slots]).toEqual([seed, true]);
		expect([seed, new Set(wakeUps.map((w) => w.account)).size]).toEqual([seed, wakeUps.length]);
		for (const one of wakeUps) expect([seed, wrongWith(state, one)]).toEqual([seed, null]);
	}
	expect(woken).toBeGreaterThan(500);
});
