import { describe, expect, test } from "vitest";
import type { Account, Session } from "../../src/state/model.ts";
import { goesOn, nextReset } from "../../src/state/resets.ts";
import { account, HOUR, NOW, quota, session, stateOf } from "../support/state-builder.ts";

const spent = (name: string, ...hours: readonly (number | null)[]): Account =>
	account(
		name,
		hours.map((h, i) => {
			const resetsAt = h === null ? null : NOW + h * HOUR;
			return quota(["five_hour", "seven_day"][i] ?? "", 1, { resetsAt });
		}),
	);
const next = (...accounts: readonly Account[]) => nextReset(stateOf({ accounts }), NOW);

describe("when every account is spent", () => {
	test("each is ready at the latest reset of its spent windows, and the first of them counts", () => {
		expect(next(spent("a", 1, 40), spent("b", 3))).toEqual({ account: "b", at: NOW + 3 * HOUR });
	});

	test("one without a known reset is passed over", () => {
		expect(next(spent("a", null), spent("b", 3))?.account).toBe("b");
		expect(next(spent("a", null))).toBeNull();
	});

	test("one that cannot be used anyway does not count, neither as ready nor as spent", () => {
		const off = account("c", [quota("five_hour", 0.1)], { withheld: "disabled" });
		expect(next(spent("a", 2), off)?.account).toBe("a");
		expect(next({ ...spent("a", 1), enabled: false }, spent("b", 3))?.account).toBe("b");
		expect(next(off)).toBeNull();
	});

	test("nothing is waited for while one has room, or its reset has passed", () => {
		expect(next(spent("a", 1), account("b", [quota("five_hour", 0.95)]))).toBeNull();
		expect(next(spent("a", 1), spent("b", -1))).toBeNull();
	});
});

describe("when a session goes on", () => {
	const on = (over: Partial<Session>, ...accounts: readonly Account[]) => {
		const one = session("s1", over);
		return goesOn(stateOf({ accounts, sessions: [one] }), one, NOW)?.account ?? null;
	};
	const [a, b] = [spent("a", 5), spent("b", 1)];

	test("parked: on whichever account is ready first, if it may move there", () => {
		expect(on({ state: "parked" }, a, b)).toBe("b");
		expect(on({ state: "parked", move: "ask" }, a, b)).toBe("a");
		expect(on({ state: "parked", pinned: "a" }, a, b)).toBe("a");
		expect(on({ state: "parked", bound: { account: "a", why: "its owner" } }, a, b)).toBe("a");
	});

	test("limited: on its own account", () => {
		expect(on({ state: "limited" }, a, b)).toBe("a");
		expect(on({ state: "limited" }, a, account("b"))).toBe("a");
	});

	test("is not said of one that does not wait for a quota", () => {
		expect(on({ state: "idle" }, a, b)).toBeNull();
	});
});
