import { describe, expect, test } from "vitest";
import { costOfMove, waitForReset } from "../../../src/engine/decide/wait-for-reset.ts";
import type { QuotaWindow, Session } from "../../../src/state/model.ts";
import { account, MINUTE, NOW, quota, session, stateOf } from "../../support/state-builder.ts";

const MOST = 6 * MINUTE;

interface Scene {
	readonly reason: "limit" | "threshold" | "drain";
	readonly windows: readonly QuotaWindow[];
	readonly sessions?: readonly Partial<Session>[];
	readonly most?: number;
	readonly wall?: number | null | "unknown";
}

function wait({ reason, windows, sessions = [], most = MOST, wall = "unknown" }: Scene) {
	const all = sessions.map((over, i) => session(`s${i}`, over));
	const a = account("a", windows);
	const state = stateOf({ accounts: [a], sessions: all });
	const names = all.map((s) => s.name);
	const trigger = { account: a, reason, why: "", model: null, sessions: names };
	return waitForReset(state, trigger, most, () => wall, NOW);
}

const resetIn = (minutes: number) => ({ resetsAt: NOW + minutes * MINUTE });
const warm = (contextTokens: number) => ({ contextTokens, cacheWarm: true });

describe("near the limit, with the reset at hand", () => {
	const near = [quota("five_hour", 0.92, resetIn(5))];

	test("it is waited for when by the forecast the window is not full until then", () => {
		expect(wait({ reason: "threshold", windows: near, wall: null })).toEqual({
			because: "five_hour resets in 5 min, and by the forecast it is not full until then",
			until: NOW + 5 * MINUTE,
			alert: null,
		});
	});

	test.each([
		["may be full before", NOW + 3 * MINUTE],
		["has no forecast", "unknown" as const],
	])("it is left when it %s", (_what, wall) => {
		expect(wait({ reason: "threshold", windows: near, wall })).toBeNull();
	});

	test("it is left when another window that is near resets much later", () => {
		const windows = [...near, quota("seven_day", 0.97, resetIn(6_000))];
		expect(wait({ reason: "threshold", windows, wall: null })).toBeNull();
	});
});

describe("at the limit, with the reset at hand", () => {
	const spent = (minutes: number) => [quota("five_hour", 1, resetIn(minutes))];

	test("big warm contexts are worth the wait", () => {
		const scene = { reason: "limit", sessions: [warm(300_000), warm(260_000)] } as const;
		expect(wait({ ...scene, windows: spent(5) })).toMatchObject({ until: NOW + 5 * MINUTE });
	});

	test("small ones are not, and nor are cold ones: they are read anew anyway", () => {
		const scene = { reason: "limit", windows: spent(5) } as const;
		expect(wait({ ...scene, sessions: [warm(20_000)] })).toBeNull();
		expect(wait({ ...scene, sessions: [{ contextTokens: 300_000, cacheWarm: false }] })).toBeNull();
	});

	test("where no context is known, a minute is waited and no more", () => {
		expect(wait({ reason: "limit", windows: spent(1), sessions: [{}] })).not.toBeNull();
		expect(wait({ reason: "limit", windows: spent(2), sessions: [{}] })).toBeNull();
	});

	test("never longer than the configuration allows", () => {
		const scene = { reason: "limit", sessions: [warm(900_000)] } as const;
		expect(wait({ ...scene, windows: spent(7) })).toBeNull();
		expect(wait({ ...scene, windows: spent(5), most: 0 })).toBeNull();
	});

	test("a window without a known reset is not waited for", () => {
		const windows = [quota("five_hour", 1, { resetsAt: null })];
		expect(wait({ reason: "limit", windows, sessions: [warm(900_000)] })).toBeNull();
	});
});

test("the operator's order to drain waits for no reset", () => {
	const windows = [quota("five_hour", 1, resetIn(1))];
	expect(wait({ reason: "drain", windows, sessions: [warm(900_000)] })).toBeNull();
});

describe("what a move costs", () => {
	test.each([
		["the context, when it is cached", 120_000, warm(120_000)],
		["the context, when nobody knows whether it is cached", 120_000, { contextTokens: 120_000 }],
		["nothing, when the cache is cold", 0, { contextTokens: 120_000, cacheWarm: false }],
		["nobody knows what, without a statusline", null, {}],
	])("is %s", (_what, cost, over) => {
		expect(costOfMove(session("s", over))).toBe(cost);
	});
});
