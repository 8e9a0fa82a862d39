import { describe, expect, test } from "vitest";
import { newerReading } from "../../src/state/accounts.ts";
import type { Event } from "../../src/state/events.ts";
import type { State } from "../../src/state/model.ts";
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
	over: { resetsAt?: number | null; at?: number; incarnation?: string | null } = {},
): Event => ({
	type: "quota.read",
	account: name,
	source: "statusline",
	incarnation: over.incarnation ?? null,
	windows: [
		{
			window: "five_hour",
			usedRatio,
			resetsAt: over.resetsAt === undefined ? RESET : over.resetsAt,
		},
	],
	observedAt: over.at ?? NOW,
});

const hit = (name: string, resetsAt: number | null = RESET): Event => ({
	type: "limit.hit",
	account: name,
	window: "five_hour",
	resetsAt,
	session: "ccl-auto-11",
	incarnation: "life-1",
	observedAt: NOW,
});

const two = (): State => stateOf({ accounts: [account("a"), account("b")] });
const used = (state: State, name: string): number | undefined =>
	state.accounts[name]?.windows.five_hour?.usedRatio;

describe("two readings of one window", () => {
	test("in one period the fuller one is the newer, whenever it was seen", () => {
		const fuller = quota("five_hour", 0.8, { observedAt: NOW - HOUR });
		const stale = quota("five_hour", 0.3, { observedAt: NOW });
		expect(newerReading(fuller, stale)).toBe(fuller);
		expect(newerReading(stale, fuller).usedRatio).toBe(0.8);
	});

	test("a later period replaces an older one, however full that was", () => {
		const spent = quota("five_hour", 1);
		const fresh = quota("five_hour", 0.02, { resetsAt: RESET + 5 * HOUR });
		expect(newerReading(spent, fresh)).toBe(fresh);
	});

	test("a reading of an older period is void", () => {
		const fresh = quota("five_hour", 0.02, { resetsAt: RESET + 5 * HOUR });
		const old = quota("five_hour", 0.99, { observedAt: NOW + MINUTE });
		expect(newerReading(fresh, old)).toBe(fresh);
	});

	test("resets that differ by some seconds are of one period", () => {
		const fuller = quota("five_hour", 0.8);
		const jitter = quota("five_hour", 0.79, { resetsAt: RESET + 40 * SECOND });
		expect(newerReading(fuller, jitter)).toBe(fuller);
	});

	test("without a reset time the later look counts", () => {
		const earlier = quota("five_hour", 0.8, { resetsAt: null });
		const later = quota("five_hour", 0.3, { resetsAt: null, observedAt: NOW + MINUTE });
		expect(newerReading(earlier, later)).toBe(later);
		expect(newerReading(later, earlier)).toBe(later);
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
		const state = replay(two(), hit("a"), read("a", 0.01, { resetsAt: RESET + 5 * HOUR }));
		const a = state.accounts.a;
		expect(a && spentWindows(a, NOW)).toEqual([]);
	});

	test("of a past period cannot spend the present one", () => {
		const state = replay(two(), read("a", 0.1, { resetsAt: RESET + 5 * HOUR }), hit("a", RESET));
		expect(used(state, "a")).toBe(0.1);
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
