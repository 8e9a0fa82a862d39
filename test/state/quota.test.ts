import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import type { State } from "../../src/state/model.ts";
import { fuse } from "../../src/state/quota.ts";
import { accountState, spentWindows } from "../../src/state/select.ts";
import {
	account,
	HOUR,
	MINUTE,
	NOW,
	quota,
	replay,
	SECOND,
	session,
	stateOf,
} from "../support/state-builder.ts";

const RESET = NOW + 2 * HOUR;

const read = (
	name: string,
	usedRatio: number,
	over: {
		resetsAt?: number | null;
		at?: number;
		incarnation?: string | null;
		answeredSince?: number;
		source?: "statusline" | "usage-poll";
	} = {},
): Event => ({
	type: "quota.read",
	account: name,
	source: over.source ?? "statusline",
	incarnation: over.incarnation ?? null,
	windows: [
		{
			window: "five_hour",
			usedRatio,
			resetsAt: over.resetsAt === undefined ? RESET : over.resetsAt,
		},
	],
	observedAt: over.at ?? NOW,
	answeredSince: over.answeredSince ?? null,
});

const hit = (name: string, resetsAt: number | null = RESET, at = NOW): Event => ({
	type: "limit.hit",
	account: name,
	window: "five_hour",
	resetsAt,
	session: "ccl-auto-11",
	incarnation: "life-1",
	observedAt: at,
});

const two = (): State => stateOf({ accounts: [account("a"), account("b")] });
const used = (state: State, name: string): number | undefined =>
	state.accounts[name]?.windows.five_hour?.usedRatio;

describe("two readings of one window", () => {
	test("in one period the fuller one is the newer, whenever it was seen", () => {
		const fuller = quota("five_hour", 0.8, { observedAt: NOW - HOUR });
		const stale = quota("five_hour", 0.3, { observedAt: NOW });
		expect(fuse(fuller, stale, null)).toBe(fuller);
		expect(fuse(stale, fuller, null).usedRatio).toBe(0.8);
	});

	test("in one period a lower one counts when its answer came after the fuller one", () => {
		const fuller = quota("five_hour", 0.8, { observedAt: NOW });
		const taken = quota("five_hour", 0.3, { observedAt: NOW + MINUTE });
		expect(fuse(fuller, taken, NOW + SECOND)).toEqual(taken);
		expect(fuse(fuller, taken, NOW - SECOND)).toBe(fuller);
	});

	test("of two that are equal the more trusted one stays, of equal trust the fresher", () => {
		const poll = quota("five_hour", 0.5, { source: "usage-poll", observedAt: NOW + MINUTE });
		const told = quota("five_hour", 0.5);
		const again = quota("five_hour", 0.5, { observedAt: NOW + SECOND });
		expect(fuse(told, poll, NOW + MINUTE)).toBe(told);
		expect(fuse(poll, told, null)).toMatchObject({ source: "statusline" });
		expect(fuse(told, again, null)).toMatchObject({ observedAt: NOW + SECOND });
	});

	test("a later period replaces an older one, however full that was", () => {
		const spent = quota("five_hour", 1);
		const fresh = quota("five_hour", 0.02, { resetsAt: RESET + 5 * HOUR, observedAt: RESET });
		expect(fuse(spent, fresh, null)).toBe(fresh);
	});

	test("a reading of an older period is void, unless its answer is known to be newer", () => {
		const fresh = quota("five_hour", 0.02, { resetsAt: RESET + 5 * HOUR });
		const old = quota("five_hour", 0.99, { observedAt: NOW + MINUTE });
		expect(fuse(fresh, old, null)).toBe(fresh);
		expect(fuse(fresh, old, NOW - 1)).toBe(fresh);
		expect(fuse(fresh, old, NOW + SECOND)).toBe(old);
	});

	test("resets that differ by some seconds are of one period", () => {
		const fuller = quota("five_hour", 0.8);
		const jitter = quota("five_hour", 0.79, { resetsAt: RESET + 40 * SECOND });
		expect(fuse(fuller, jitter, null)).toBe(fuller);
	});

	test("one without a reset time is of the period that is known", () => {
		const fuller = quota("five_hour", 0.8, { resetsAt: null });
		const later = quota("five_hour", 0.3, { resetsAt: null, observedAt: NOW + MINUTE });
		expect(fuse(fuller, later, null)).toBe(fuller);
		expect(fuse(fuller, later, NOW + SECOND)).toEqual(later);
	});

	test("counts of our own go down as well: their period moves on", () => {
		const count = { source: "local-count" } as const;
		const more = quota("hourly_msgs", 0.8, count);
		const fewer = quota("hourly_msgs", 0.3, { ...count, observedAt: NOW + MINUTE });
		expect(fuse(more, fewer, null)).toBe(fewer);
		expect(fuse(fewer, more, null)).toBe(fewer);
	});
});

describe("a limit event", () => {
	test("holds until its reset, whatever older readings say afterwards", () => {
		const state = replay(two(), hit("a"), read("a", 0.97), read("a", 0.5, { at: NOW + MINUTE }));
		const a = state.accounts.a;
		expect(a && accountState(a, state.policy, NOW + HOUR)).toBe("spent");
		expect(a && accountState(a, state.policy, RESET + 1)).toBe("unknown");
	});

	test("is not taken back by the full reading of the same period", () => {
		const state = replay(two(), hit("a"), read("a", 1));
		expect(state.accounts.a?.windows.five_hour).toMatchObject({ spent: true, usedRatio: 1 });
	});

	test("is over with the first reading of the next period", () => {
		const state = replay(
			two(),
			hit("a"),
			read("a", 0.01, { resetsAt: RESET + 5 * HOUR, at: RESET }),
		);
		const a = state.accounts.a;
		expect(a && spentWindows(a, NOW)).toEqual([]);
	});

	test("is not taken back by an answer that was under way when it was hit", () => {
		const late = { at: NOW + MINUTE, answeredSince: NOW + 30 * SECOND };
		const state = replay(two(), hit("a"), read("a", 0.98, late));
		expect(state.accounts.a?.windows.five_hour).toMatchObject({ spent: true });
	});

	test("is taken back by an answer from long after it, or by asking", () => {
		const at = NOW + 20 * MINUTE;
		const told = replay(two(), hit("a"), read("a", 0.4, { at, answeredSince: NOW + 15 * MINUTE }));
		expect(told.accounts.a?.windows.five_hour).toMatchObject({ spent: false, usedRatio: 0.4 });
		const asked = replay(two(), hit("a"), read("a", 0.4, { at, source: "usage-poll" }));
		expect(asked.accounts.a?.windows.five_hour).toMatchObject({ spent: false, usedRatio: 0.4 });
	});

	test("without a reset time is not taken back by a process that repeats what it heard before", () => {
		const state = replay(two(), hit("a", null), read("a", 0.5, { at: NOW + MINUTE }));
		const a = state.accounts.a;
		expect(a && accountState(a, state.policy, NOW + 2 * MINUTE)).toBe("spent");
		expect(a && accountState(a, state.policy, NOW + 2 * HOUR)).toBe("unknown");
	});

	test("that names no reset keeps the one that is known", () => {
		const state = replay(two(), read("a", 0.9), hit("a", null));
		expect(state.accounts.a?.windows.five_hour).toMatchObject({ spent: true, resetsAt: RESET });
	});

	test("whose reset is beyond sense names none", () => {
		const state = replay(two(), hit("a", NOW + 1_000 * HOUR));
		expect(state.accounts.a?.windows.five_hour).toMatchObject({ spent: true, resetsAt: null });
	});

	test("on a session of another model says which model that session uses", () => {
		const own = session("ccl-auto-11", { model: "claude-sonnet-5-5" });
		const event = hit("a") as Extract<Event, { type: "limit.hit" }>;
		const opus = { ...event, window: "seven_day_opus", incarnation: "ccl-auto-11-1" };
		const state = replay(stateOf({ accounts: [account("a")], sessions: [own] }), opus);
		expect(state.sessions["ccl-auto-11"]?.model).toBe("opus");
	});

	test("on paid use counts: a turn was cut by it", () => {
		const event = hit("a") as Extract<Event, { type: "limit.hit" }>;
		const state = replay(two(), { ...event, window: "spend_limit", resetsAt: null });
		expect(state.accounts.a && accountState(state.accounts.a, state.policy, NOW)).toBe("spent");
	});

	test("of a past period cannot spend the present one", () => {
		const late = hit("a", RESET, NOW - MINUTE);
		const state = replay(two(), read("a", 0.1, { resetsAt: RESET + 5 * HOUR }), late);
		expect(used(state, "a")).toBe(0.1);
	});

	test("counts with its own reset time, also when an earlier reading promised a later one", () => {
		const state = replay(two(), read("a", 0.9, { resetsAt: RESET + HOUR }), hit("a", RESET));
		expect(state.accounts.a?.windows.five_hour).toMatchObject({ spent: true, resetsAt: RESET });
		const again = replay(state, read("a", 0.9, { resetsAt: RESET + HOUR, at: NOW + MINUTE }));
		expect(again.accounts.a?.windows.five_hour).toMatchObject({ spent: true, resetsAt: RESET });
	});
});

describe("a reading belongs to the account of the process that showed it", () => {
	test("a late one of a moved session says nothing of the account it is on now", () => {
		const before = stateOf({
			accounts: [account("a", [quota("five_hour", 0.9)]), account("b", [quota("five_hour", 0.1)])],
			sessions: [session("ccl-auto-11", { account: "b" })],
		});
		const state = replay(
			before,
			read("a", 0.95, { incarnation: "the-life-before" }),
			hit("a"),
			read("a", 0.96, { incarnation: "the-life-before", at: NOW + MINUTE }),
		);
		expect(used(state, "b")).toBe(0.1);
		expect(state.accounts.b).toEqual(before.accounts.b);
	});

	test("of an unknown account is dropped", () => {
		expect(replay(two(), read("gone", 0.9), hit("gone"))).toEqual(two());
	});

	test("shows when the account last told its quota, and to whom", () => {
		const state = replay(two(), read("a", 0.4, { incarnation: "life-1", at: NOW - 5 }));
		expect(state.accounts.a?.told).toEqual({ at: NOW - 5, incarnation: "life-1" });
	});
});

describe("accounts of the configuration", () => {
	const registered = (over: object = {}): Event => ({
		type: "account.registered",
		account: "a",
		home: "/homes/a",
		kind: "login",
		priority: 1,
		enabled: true,
		...over,
	});

	test("keep readings and identity when they are registered again", () => {
		const before = stateOf({ accounts: [account("a", [quota("five_hour", 0.4)])] });
		const state = replay(before, registered({ priority: 5 }));
		expect(state.accounts.a).toMatchObject({ priority: 5, uuid: "uuid-of-a" });
		expect(used(state, "a")).toBe(0.4);
	});

	test("start afresh when they are given another home: it is another login", () => {
		const before = stateOf({
			accounts: [account("a", [quota("five_hour", 1)], { answeredAt: NOW, leftAt: NOW })],
		});
		const state = replay(before, registered({ home: "/homes/other" }));
		expect(state.accounts.a).toMatchObject({ uuid: null, windows: {}, answeredAt: null });
	});

	test("are pinned at first sight", () => {
		const before = stateOf({ accounts: [account("a", [], { uuid: null })] });
		const pin = (uuid: string): Event => ({ type: "account.identified", account: "a", uuid });
		expect(replay(before, pin("first"), pin("second")).accounts.a?.uuid).toBe("first");
	});

	test("leave no active account behind when the active one is removed", () => {
		const state = replay(two(), { type: "account.removed", account: "a" });
		expect(state.active).toBeNull();
		expect(Object.keys(state.accounts)).toEqual(["b"]);
	});

	test("keep what the operator said of them when they are registered again", () => {
		const say = (to: "enabled" | "drained"): Event => {
			return { type: "account.enabled-set", account: "a", to };
		};
		const drained = replay(two(), say("drained"), registered({ priority: 5 }));
		expect(drained.accounts.a?.withheld).toBe("drained");
		expect(replay(drained, say("enabled")).accounts.a?.withheld).toBeNull();
	});

	test("are in trouble since the first sign of it", () => {
		const trouble = { cause: "login-needed", what: "log in", remedy: "/login" } as const;
		const event: Event = { type: "account.troubled", account: "a", trouble };
		const state = replay(two(), event, event);
		expect(state.accounts.a?.trouble?.since).toBe(NOW);
		expect(replay(state, { type: "account.recovered", account: "a" }).accounts.a?.trouble).toBe(
			null,
		);
	});
});

describe("a window of one model", () => {
	const a = account("a", [quota("five_hour", 0.2), quota("seven_day_opus", 1)]);
	const policy = two().policy;

	test("says nothing of the account as a whole", () => {
		expect(accountState(a, policy, NOW)).toBe("ok");
	});

	test("binds the sessions of that model, and no others", () => {
		expect(accountState(a, policy, NOW, "claude-opus-5-5")).toBe("spent");
		expect(accountState(a, policy, NOW, "claude-sonnet-5-5")).toBe("ok");
	});

	test("may be told by its source under a name that nobody has seen yet", () => {
		const novel = account("a", [quota("seven_day_muse_5", 1, { model: "muse" })]);
		expect(accountState(novel, policy, NOW, "claude-muse-5")).toBe("spent");
		expect(accountState(novel, policy, NOW)).toBe("unknown");
	});

	test("whose model nobody told counts for all: who was cut by it must not go on", () => {
		const novel = account("a", [quota("seven_day_other", 1)]);
		expect(accountState(novel, policy, NOW)).toBe("spent");
	});
});

test("paid use beyond the subscription is kept, and decides nothing", () => {
	const event = read("a", 0.2);
	const paid = { window: "extra_usage", usedRatio: 1.2, resetsAt: null };
	const state = replay(two(), { ...event, windows: [paid] } as Event);
	expect(state.accounts.a?.windows["extra_usage"]).toMatchObject({ spent: false });
	expect(state.accounts.a && accountState(state.accounts.a, state.policy, NOW)).toBe("unknown");
});

test("a login that is needed is refuted by an answer from after it, not by a process that repeats itself", () => {
	const trouble = { cause: "login-needed", what: "", remedy: "", since: NOW } as const;
	const before = stateOf({ accounts: [account("a", [], { trouble })] });
	const repeats = replay(before, read("a", 0.4, { at: NOW + MINUTE }));
	expect(repeats.accounts.a?.trouble).not.toBeNull();
	const answers = replay(before, read("a", 0.4, { at: NOW + MINUTE, answeredSince: NOW + SECOND }));
	expect(answers.accounts.a?.trouble).toBeNull();
});
