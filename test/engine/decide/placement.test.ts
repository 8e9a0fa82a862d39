import { describe, expect, test } from "vitest";
import { accountFor } from "../../../src/engine/decide/account-for.ts";
import { decideActive } from "../../../src/engine/decide/active.ts";
import { decideDispatch } from "../../../src/engine/decide/dispatch.ts";
import {
	addTo,
	bestPlace,
	loadOf,
	startableAccounts,
} from "../../../src/engine/decide/placement.ts";
import type { Account, AccountKind, Session, State } from "../../../src/state/model.ts";
import {
	account,
	dedicated,
	dice,
	HOUR,
	MINUTE,
	move,
	NOW,
	pick,
	quota,
	session,
	shuffled,
	stateOf,
	switchOf,
	task,
} from "../../support/state-builder.ts";

const spread = {
	threshold5h: 0.9,
	thresholdWeek: 0.95,
	switchPolicy: "auto",
	strategy: "spread",
} as const;
const at = (name: string, usedRatio: number, over: Partial<Account> = {}): Account =>
	account(name, [quota("five_hour", usedRatio)], over);
const state = (accounts: readonly Account[], sessions: readonly Session[] = []): State =>
	stateOf({ accounts, sessions }, { policy: spread });

/** Where so many new sessions go, one after the other. */
function place(accounts: readonly Account[], count = 1, load = new Map<string, number>()) {
	const world = state(accounts);
	return Array.from({ length: count }, () => {
		const best = bestPlace(world, startableAccounts(world, NOW), load, NOW);
		if (best !== null) addTo(load, best.name);
		return best?.name ?? null;
	});
}

describe("the best place under spread", () => {
	test("is the account with most headroom, whatever its priority", () => {
		expect(place([at("a", 0.5, { priority: 1 }), at("b", 0.2, { priority: 9 })])).toEqual(["b"]);
	});

	test("counts headroom to the nearest threshold, the weekly one as well", () => {
		const tight = account("a", [quota("five_hour", 0.1), quota("seven_day", 0.9)]);
		expect(place([tight, at("b", 0.5)])).toEqual(["b"]);
	});

	test("within a few points is the account that is reset soonest", () => {
		const soon = account("b", [quota("five_hour", 0.34, { resetsAt: NOW + HOUR })]);
		expect(place([at("a", 0.3), soon])).toEqual(["b"]);
		const later = account("b", [quota("five_hour", 0.36, { resetsAt: NOW + HOUR })]);
		expect(place([at("a", 0.3), later])).toEqual(["a"]);
	});

	test("for many at once is not one account: each session counts before its turns do", () => {
		const placed = place([at("a", 0.3), at("b", 0.3), at("c", 0.5)], 12);
		const count = (name: string): number => placed.filter((p) => p === name).length;
		expect([count("a"), count("b"), count("c")]).toEqual([5, 5, 2]);
	});

	test("is one near its limit only when no other is left", () => {
		expect(place([at("a", 0.92), account("b")])).toEqual(["b"]);
		expect(place([at("a", 0.92), at("b", 0.96)])).toEqual(["a"]);
	});

	test.each(["api_key", "bedrock", "vertex", "oauth_token"] as const)(
		"is an account of kind %s when it is preferred, or when no metered one has room",
		(kind: AccountKind) => {
			const paid = (priority: number): Account => account("paid", [], { kind, priority });
			const metered = at("a", 0.8, { priority: 5 });
			expect(place([metered, paid(9)])).toEqual(["a"]);
			expect(place([metered, paid(5)])).toEqual(["a"]);
			expect(place([metered, paid(1)])).toEqual(["paid"]);
			expect(place([at("a", 0.95, { priority: 5 }), paid(9)])).toEqual(["paid"]);
			expect(place([at("a", 1), paid(9)], 3)).toEqual(["paid", "paid", "paid"]);
		},
	);

	test("among accounts that nobody has read yet is the emptiest", () => {
		expect(place([account("a"), account("b", [], { priority: 2 })], 4)).toEqual([
			"a",
			"b",
			"a",
			"b",
		]);
	});

	test("is none that cannot be used", () => {
		const trouble = { cause: "login-needed", what: "", remedy: "", since: NOW } as const;
		const bad = [
			at("a", 1),
			at("b", 0.1, { enabled: false }),
			at("c", 0.1, { withheld: "disabled" }),
			at("d", 0.1, { withheld: "drained" }),
			at("e", 0.1, { trouble }),
		];
		expect(place(bad)).toEqual([null]);
	});

	test("does not depend on the order of the accounts", () => {
		for (let seed = 1; seed <= 500; seed++) {
			const roll = dice(seed);
			const accounts = ["a", "b", "c", "d"].map((name) => {
				const kind = pick(roll, "login", "login", "api_key" as const);
				const resetsAt = NOW + pick(roll, 1, 2, 3) * HOUR;
				const windows = [quota("five_hour", pick(roll, 0.1, 0.12, 0.5, 0.9, 1), { resetsAt })];
				const priority = pick(roll, 1, 2);
				return account(name, kind === "login" && roll() < 0.8 ? windows : [], { kind, priority });
			});
			expect([seed, place(shuffled(roll, accounts), 9)]).toEqual([seed, place(accounts, 9)]);
		}
	});
});

test("a session that a switch brings counts where it goes, not where it was", () => {
	const world = stateOf(
		{ accounts: [at("a", 0.9), at("b", 0.1)], sessions: [session("s1"), session("s2")] },
		{ openSwitch: switchOf([move("s1"), move("s2", { outcome: "timed-out" })]) },
	);
	expect([...loadOf(world)]).toEqual([
		["b", 1],
		["a", 1],
	]);
});

describe("where a session without a process starts", () => {
	const gone = (over: Partial<Session>): Session =>
		session("ccl-auto-11", { incarnation: null, account: "a", ...over });
	const where = (
		one: Session,
		accounts = [at("a", 0.6), at("b", 0.1)],
		over: Partial<State> = {},
	) => accountFor({ ...state(accounts, [one]), ...over }, one, NOW)?.name ?? null;
	const standby = { policy: { ...spread, strategy: "active-standby" } } as const;

	test("under spread one that has nothing to go on with is placed anew", () => {
		expect(where(gone({}))).toBe("b");
		expect(where(gone({ account: null }))).toBe("b");
	});

	test("one that was at work stays where it was: nobody is moved for balance", () => {
		expect(where(gone({ task: "app.one" }))).toBe("a");
		expect(where(gone({ owed: { since: NOW, cause: "death" } }))).toBe("a");
		expect(where(dedicated("ccl-0", { incarnation: null, account: "a" }))).toBe("a");
	});

	test("unless its account cannot take it", () => {
		const off = [at("a", 0.1, { withheld: "disabled" }), at("b", 0.5)];
		expect(where(gone({ task: "app.one" }), off)).toBe("b");
		expect(where(gone({ task: "app.one", move: "ask" }), off)).toBeNull();
		expect(where(gone({ task: "app.one", pinned: "a" }), off)).toBeNull();
	});

	test("a pinned one starts on its account and nowhere else", () => {
		expect(where(gone({ pinned: "a" }))).toBe("a");
	});

	test("under active-standby its own account, else the active one", () => {
		expect(where(gone({}), undefined, standby)).toBe("a");
		expect(where(gone({ account: null }), undefined, { ...standby, active: "b" })).toBe("b");
	});
});

test("under spread a task goes to the idle session whose account has most headroom", () => {
	const [first, second] = [session("s1"), session("s2", { account: "b" })];
	const accounts = [at("a", 0.6), at("b", 0.1)];
	const fed = (over: Partial<State>) =>
		decideDispatch(
			{ ...stateOf({ accounts, sessions: [first, second], tasks: [task("t")] }), ...over },
			NOW,
		).assignments[0]?.session;
	expect(fed({ policy: spread })).toBe("s2");
	expect(fed({})).toBe("s1");
});

describe("the active account", () => {
	test("under spread is the best place, and stays while it is as good as the best", () => {
		const world = state([at("a", 0.3), at("b", 0.27), at("c", 0.6)]);
		expect(decideActive({ ...world, active: "a" }, NOW)).toBeNull();
		expect(decideActive({ ...world, active: "c" }, NOW)).toBe("a");
		expect(decideActive({ ...world, active: null }, NOW)).toBe("a");
	});

	test("under active-standby changes only when it is not to be used for new work", () => {
		const of = (a: Account): State => stateOf({ accounts: [a, at("b", 0.1), at("c", 0.1)] });
		expect(decideActive(of(at("a", 0.5)), NOW)).toBeNull();
		expect(decideActive(of(at("a", 1)), NOW)).toBeNull();
		expect(decideActive(of(at("a", 0.5, { withheld: "disabled" })), NOW)).toBe("b");
		expect(decideActive(of(at("a", 0.5, { enabled: false })), NOW)).toBe("b");
	});

	test("is never one that is near its limit when another is there", () => {
		const off = at("a", 0.5, { withheld: "drained" });
		const world = stateOf({ accounts: [off, at("b", 0.95), at("c", 0.1)] });
		expect(decideActive(world, NOW + MINUTE)).toBe("c");
	});
});
