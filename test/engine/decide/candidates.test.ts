import { describe, expect, test } from "vitest";
import { judgeCandidates, pickCandidate } from "../../../src/engine/decide/candidates.ts";
import type { Account, State, SwitchReason } from "../../../src/state/model.ts";
import {
	account,
	HOUR,
	MINUTE,
	NOW,
	quota,
	SECOND,
	session,
	stateOf,
	switchOf,
} from "../../support/state-builder.ts";

const rules = { candidateMax: 0.6, reactivateCooldownMs: 5 * MINUTE };
const from = account("a", [quota("five_hour", 0.95)]);

function judge(b: Account, reason: SwitchReason, over: Partial<State> = {}): string {
	const state = stateOf({ accounts: [from, b], sessions: [session("ccl-auto-11")] }, over);
	const [candidate] = judgeCandidates(state, { from, reason }, rules, NOW);
	expect(candidate?.account).toBe("b");
	expect(candidate?.ok).toBe(candidate?.why.startsWith("can take over, "));
	return candidate?.why ?? "";
}
const b = (ratio: number, over: Partial<Account> = {}): Account =>
	account("b", [quota("five_hour", ratio)], over);
const CAN = expect.stringMatching(/^can take over, /);

describe("for every reason a candidate is refused that", () => {
	const trouble = (cause: "login-needed" | "org-disabled" | "quarantined" | "links") => ({
		trouble: { cause, what: "", remedy: "", since: NOW },
	});
	test.each([
		["is disabled", b(0.1, { enabled: false })],
		["is login-needed", b(0.1, trouble("login-needed"))],
		["is quarantined", b(0.1, trouble("quarantined"))],
		["is quarantined", b(0.1, trouble("org-disabled"))],
		["is quarantined", b(0.1, trouble("links"))],
		["is spent", b(1)],
		["is the same account as the one left", b(0.1, { uuid: from.uuid })],
	])("%s", (why, candidate) => {
		for (const reason of ["threshold", "limit", "manual"] as const) {
			expect(judge(candidate, reason)).toBe(why);
		}
	});

	test("could not take over just now: trying again at once would only repeat it", () => {
		const undone = switchOf([], { outcome: "rolled-back", endedAt: NOW - 90 * SECOND });
		expect(judge(b(0.1), "limit", { switches: [undone] })).toBe("could not take over 90 s ago");
		const longAgo = { ...undone, endedAt: NOW - 5 * MINUTE };
		expect(judge(b(0.1), "limit", { switches: [longAgo] })).toEqual(CAN);
		const toAnother = { ...undone, to: "c" };
		expect(judge(b(0.1), "limit", { switches: [toAnother] })).toEqual(CAN);
	});
});

describe("accounts without an identity are not taken for each other", () => {
	test("two token accounts", () => {
		const token = account("a", [quota("five_hour", 1)], { uuid: null });
		const other = account("b", [], { uuid: null, kind: "api_key" });
		const state = stateOf({ accounts: [token, other] });
		expect(judgeCandidates(state, { from: token, reason: "limit" }, rules, NOW)[0]?.why).toEqual(
			CAN,
		);
	});
});

describe("at the threshold there is time to be choosy", () => {
	test("no more than candidate_max of the 5-hour window may be used", () => {
		expect(judge(b(0.6), "threshold")).toEqual(CAN);
		expect(judge(b(0.61), "threshold")).toBe("has used 61 % of five_hour, at most 60 % is allowed");
	});

	test("a weekly window must be five points under its threshold", () => {
		const weekly = (ratio: number): Account =>
			account("b", [quota("five_hour", 0.1), quota("seven_day", ratio)]);
		expect(judge(weekly(0.9), "threshold")).toEqual(CAN);
		expect(judge(weekly(0.92), "threshold")).toBe(
			"has used 92 % of seven_day, at most 90 % is allowed",
		);
	});

	test("without a reading nobody is chosen, and one past its reset is none", () => {
		expect(judge(account("b"), "threshold")).toBe("has no reading yet");
		const past = account("b", [quota("five_hour", 0.1, { resetsAt: NOW - HOUR })]);
		expect(judge(past, "threshold")).toBe("has no reading yet");
	});

	test("an account that never gives readings is eligible all the same", () => {
		expect(judge(account("b", [], { kind: "bedrock" }), "threshold")).toEqual(CAN);
	});

	test("an account that was left a moment ago cools down first", () => {
		expect(judge(b(0.1, { leftAt: NOW - 299 * SECOND }), "threshold")).toBe(
			"was left 299 s ago (quota.reactivate_cooldown)",
		);
		expect(judge(b(0.1, { leftAt: NOW - 300 * SECOND }), "threshold")).toEqual(CAN);
	});

	test("an account that was left at a threshold rests until its reset, and a while longer", () => {
		const left = (leftUntil: number) =>
			judge(b(0.1, { leftAt: NOW - 3_600 * SECOND, leftUntil, told }), "threshold");
		const told = { at: NOW, incarnation: null };
		expect(left(NOW + 90 * SECOND)).toBe("was left until its reset in 2 min");
		expect(left(NOW - 299 * SECOND)).toBe("was reset 299 s ago (quota.reactivate_cooldown)");
		expect(left(NOW - 300 * SECOND)).toEqual(CAN);
	});

	test("what it was left for must be seen to be reset, where the account can be asked", () => {
		const left = (over: Partial<Account>) =>
			judge(
				b(0.1, { leftAt: NOW - 7_200 * SECOND, leftUntil: NOW - 3_600 * SECOND, ...over }),
				"threshold",
			);
		expect(left({})).toBe("was reset, unconfirmed");
		expect(left({ told: { at: NOW - 4_000 * SECOND, incarnation: null } })).toBe(
			"was reset, unconfirmed",
		);
		expect(left({ told: { at: NOW - 60 * SECOND, incarnation: null } })).toEqual(CAN);
		expect(left({ kind: "oauth_token" })).toEqual(CAN);
	});
});

describe("at the wall anyone will do who is not spent", () => {
	test.each([
		["much used", b(0.99)],
		["without a reading: the canary tells", account("b")],
		["left a moment ago", b(0.2, { leftAt: NOW - SECOND })],
	])("%s", (_what, candidate) => {
		expect(judge(candidate, "limit")).toEqual(CAN);
	});
});

describe("among the good ones", () => {
	const picked = (...others: readonly Account[]): string | null => {
		const state = stateOf({ accounts: [from, ...others] });
		return pickCandidate(state, judgeCandidates(state, { from, reason: "limit" }, rules, NOW), NOW);
	};

	test("priority decides", () => {
		const second = account("z", [quota("five_hour", 0.5)], { priority: 2 });
		const third = account("c", [quota("five_hour", 0.1)], { priority: 3 });
		expect(picked(third, second)).toBe("z");
	});

	test("at the same priority the one with more headroom", () => {
		expect(picked(b(0.5), account("c", [quota("five_hour", 0.2)]))).toBe("c");
	});

	test("one that is near its own limit only when there is no other, most headroom first", () => {
		const near = account("n", [quota("five_hour", 0.97)], { priority: 1 });
		const nearToo = account("m", [quota("five_hour", 0.92)], { priority: 3 });
		expect(picked(near, account("c", [quota("five_hour", 0.5)], { priority: 9 }))).toBe("c");
		expect(picked(near, nearToo)).toBe("m");
	});

	test("headroom is what the fullest window leaves", () => {
		const c = account("c", [quota("five_hour", 0.1), quota("seven_day", 0.8)]);
		expect(picked(b(0.5), c)).toBe("b");
	});

	test("nobody, when all are refused", () => {
		expect(picked(b(1))).toBeNull();
	});
});
