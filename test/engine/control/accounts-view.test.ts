import { describe, expect, test } from "vitest";
import { accountsView } from "../../../src/engine/control/views/accounts.ts";
import type { QuotaWindow } from "../../../src/state/model.ts";
import { accountLines } from "../../../src/ui/cli/accounts.ts";
import { account, HOUR, MINUTE, NOW, quota, stateOf } from "../../support/state-builder.ts";

/** 40 % an hour for the last 40 minutes. */
const growing = (usedRatio: number, resetsAt = NOW + 3 * HOUR): QuotaWindow =>
	quota("five_hour", usedRatio, {
		resetsAt,
		trace: Array.from({ length: 41 }, (_, n) => ({
			at: NOW - (40 - n) * MINUTE,
			usedRatio: usedRatio - (0.4 * (40 - n)) / 60,
			turns: n,
		})),
	});
const viewOf = (...windows: readonly QuotaWindow[]) =>
	accountsView(stateOf({ accounts: [account("main", windows)] }), NOW);
const shown = (...windows: readonly QuotaWindow[]): readonly string[] =>
	accountLines(viewOf(...windows), { now: NOW, columns: 120 });

describe("the forecast of an account and of its windows", () => {
	test("is told in epoch milliseconds", () => {
		const [main] = viewOf(growing(0.7)).accounts;
		const forecast = {
			thresholdAt: expect.any(Number),
			wallAt: expect.any(Number),
			low: expect.any(Number),
			high: expect.any(Number),
		};
		expect(main?.forecast).toEqual(forecast);
		expect(main?.windows[0]?.forecast).toEqual(forecast);
		expect(Math.round(((main?.forecast?.wallAt ?? 0) - NOW) / MINUTE)).toBe(45);
	});

	test("is null when it is not known, and the keys are there", () => {
		const [main] = viewOf(quota("five_hour", 0.3)).accounts;
		expect(main).toMatchObject({ forecast: null, windows: [{ forecast: null }] });
		expect(viewOf().accounts[0]).toMatchObject({ forecast: null, windows: [] });
	});

	test("of a window past its reset is null, and its status says that nobody confirmed it", () => {
		const [main] = viewOf(growing(0.7, NOW - 1), quota("seven_day", 0.2)).accounts;
		expect(main?.windows.map((w) => [w.current, w.status, w.forecast])).toEqual([
			[false, "reset-unconfirmed", null],
			[true, "current", null],
		]);
	});
});

describe("the table of accounts", () => {
	test("has a column for the wall", () => {
		const [titles, row] = shown(growing(0.7));
		expect(titles).toContain("WALL IN");
		expect(row).toMatch(/ 70 % .* 3\dm-1h\d\dm /);
	});

	test("says that the reset comes first, that nothing is known, or that the reset is unconfirmed", () => {
		expect(shown(growing(0.4, NOW + 10 * MINUTE))[1]).toContain("after reset");
		expect(shown(quota("five_hour", 0.3))[1]).toMatch(/ {2}- {2}/);
		expect(shown(growing(0.4, NOW - 1))[1]).toContain("reset, unconfirmed");
	});
});
