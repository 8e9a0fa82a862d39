import { describe, expect, test } from "vitest";
import { type Forecast, forecastOf, forecastOfAccount } from "../../src/state/forecast.ts";
import { initialState, type QuotaWindow, type TracePoint } from "../../src/state/model.ts";
import { scoreOf } from "../support/forecast-score.ts";
import { account, HOUR, MINUTE, NOW, quota } from "../support/state-builder.ts";
import { KINDS } from "../support/synthetic-use.ts";

const { policy } = initialState;

/** A window of which `rate` an hour was used until now, told every minute since `minutes` ago. */
const growing = (
	window: string,
	usedRatio: number,
	rate: number,
	over: Partial<QuotaWindow> = {},
	minutes = 40,
): QuotaWindow =>
	quota(window, usedRatio, {
		resetsAt: NOW + 3 * HOUR,
		trace: Array.from({ length: minutes + 1 }, (_, n) => ({
			at: NOW - (minutes - n) * MINUTE,
			usedRatio: usedRatio - (rate * (minutes - n)) / 60,
			turns: n,
		})),
		...over,
	});

const known = (forecast: Forecast | null): Forecast => {
	if (forecast === null) throw new Error("there is no forecast");
	return forecast;
};
const minutesTo = (at: number | null): number => ((at ?? Number.NaN) - NOW) / MINUTE;

describe("when a window will be full", () => {
	test("is where a steady pace leads, with a range around it", () => {
		const { ratePerHour, thresholdAt, wallAt, low, high } = known(
			forecastOf(growing("five_hour", 0.7, 0.4), policy, NOW),
		);
		expect(ratePerHour).toBeCloseTo(0.4);
		expect(minutesTo(thresholdAt)).toBeCloseTo(30, 0);
		expect(minutesTo(wallAt)).toBeCloseTo(45, 0);
		expect(minutesTo(low)).toBeGreaterThan(30);
		expect(minutesTo(low)).toBeLessThan(45);
		expect(minutesTo(high)).toBeGreaterThan(45);
		expect(minutesTo(high)).toBeLessThan(90);
	});

	test("is not said when that is after its reset, but from when on it may be", () => {
		const soon = { resetsAt: NOW + 42 * MINUTE };
		const forecast = known(forecastOf(growing("five_hour", 0.7, 0.4, soon), policy, NOW));
		expect([forecast.wallAt, forecast.high]).toEqual([null, null]);
		expect(minutesTo(forecast.low)).toBeLessThan(42);
		expect(minutesTo(forecast.thresholdAt)).toBeCloseTo(30, 0);
	});

	test("a threshold that was passed keeps the time at which it was", () => {
		const window = growing("five_hour", 0.95, 0.4);
		const at = known(forecastOf(window, policy, NOW)).thresholdAt;
		expect(at).toBe(window.trace?.find((p) => p.usedRatio >= policy.threshold5h)?.at);
		expect(minutesTo(at)).toBeLessThan(0);
	});

	test("is not known of one that never grew, was never read twice, or is spent, or past its reset", () => {
		const flat = growing("five_hour", 0.5, 0);
		const past = growing("five_hour", 0.7, 0.4, { resetsAt: NOW });
		const none = [flat, quota("five_hour", 0.5), growing("five_hour", 1, 0.4), past];
		expect(none.map((w) => forecastOf(w, policy, NOW))).toEqual([null, null, null, null]);
		expect(forecastOf(growing("extra_usage", 0.7, 0.4), policy, NOW)).toBeNull();
	});

	test("is known at once in a new period, by the pace of the one before", () => {
		const prior = { ratePerHour: 0.4, variancePerHour: 0.001 };
		const fresh = quota("five_hour", 0.02, { resetsAt: NOW + 5 * HOUR, prior });
		expect(minutesTo(known(forecastOf(fresh, policy, NOW)).wallAt)).toBeCloseTo(147, 0);
	});

	test("a pace that changed counts more than one that was", () => {
		const before = growing("five_hour", 0.4, 0.1).trace ?? [];
		const later = Array.from({ length: 30 }, (_, n) => ({
			...{ at: NOW + (n + 1) * MINUTE, usedRatio: 0.4 + (n + 1) * 0.01, turns: 0 },
		}));
		const window = growing("five_hour", 0.7, 0, { trace: [...before, ...later] });
		const rate = known(forecastOf(window, policy, NOW + 30 * MINUTE)).ratePerHour;
		expect(rate).toBeGreaterThan(0.5);
		expect(rate).toBeLessThan(0.65);
	});
});

describe("pauses", () => {
	/** 40 minutes of work, a lunch, 20 minutes of work: a percent a minute. */
	const around = (lunch: number): readonly TracePoint[] =>
		Array.from({ length: 61 }, (_, n) => ({
			at: NOW - (60 - n) * MINUTE - (n <= 40 ? lunch : 0),
			usedRatio: 0.1 + n / 100,
			turns: n,
		}));
	const having = (lunch: number): Forecast =>
		known(forecastOf(growing("five_hour", 0.7, 0, { trace: around(lunch) }), policy, NOW));

	test("a lunch does not dilute the pace of the hour after it", () => {
		const [without, by] = [having(0), having(90 * MINUTE)];
		expect(by.ratePerHour / without.ratePerHour).toBeGreaterThan(0.9);
		expect(minutesTo(by.wallAt) / minutesTo(without.wallAt)).toBeLessThan(1.1);
	});

	test("but another one may come: the range ends later", () => {
		expect(minutesTo(having(90 * MINUTE).high)).toBeGreaterThan(minutesTo(having(0).high) + 20);
	});

	test("while nobody works the wall is put off, minute for minute", () => {
		const window = growing("five_hour", 0.7, 0.4);
		const [soon, later] = [60, 90].map((m) => forecastOf(window, policy, NOW + m * MINUTE));
		expect(minutesTo(later?.wallAt ?? 0) - minutesTo(soon?.wallAt ?? 0)).toBeCloseTo(30);
	});
});

describe("an account", () => {
	const of = (...windows: readonly QuotaWindow[]) =>
		forecastOfAccount(account("a", windows), policy, NOW);

	test("is full when the first of its windows is", () => {
		const hours = growing("five_hour", 0.5, 0.4);
		const week = growing("seven_day", 0.94, 0.08, { resetsAt: NOW + 100 * HOUR }, 120);
		const both = known(of(hours, week));
		expect(both.wallAt).toBe(forecastOf(week, policy, NOW)?.wallAt);
		expect(both.low).toBe(forecastOf(week, policy, NOW)?.low);
		expect(both.thresholdAt).toBe(forecastOf(week, policy, NOW)?.thresholdAt);
	});

	test("a window of one model is another matter", () => {
		const opus = growing("seven_day_opus", 0.9, 0.2, { resetsAt: NOW + 100 * HOUR }, 120);
		const week = growing("seven_day", 0.3, 0.1, { resetsAt: NOW + 100 * HOUR }, 120);
		expect(of(opus, week)?.wallAt).toBe(forecastOf(week, policy, NOW)?.wallAt);
		const bound = forecastOfAccount(account("a", [opus, week]), policy, NOW, "claude-opus-5");
		expect(bound?.wallAt).toBe(forecastOf(opus, policy, NOW)?.wallAt);
	});

	test("of a spent one nothing is expected", () => {
		expect(of(growing("five_hour", 0.5, 0.4), quota("seven_day", 1))).toBeNull();
	});
});

describe("on synthetic periods of a 5-hour window", () => {
	const scores = KINDS.map((kind) => ({ kind, score: scoreOf(kind, 300, 4) }));

	test.each(scores)("$kind: the wall is within the range in nine cases of ten", ({ score }) => {
		expect(score.coverage).toBeGreaterThanOrEqual(0.9);
		expect(score.unknown).toBeLessThan(0.02);
	});

	test("so it is over all, and the range says something", () => {
		const mean = (of: (score: (typeof scores)[number]["score"]) => number): number =>
			scores.reduce((sum, { score }) => sum + of(score), 0) / scores.length;
		expect(mean((s) => s.coverage)).toBeGreaterThanOrEqual(0.9);
		expect(mean((s) => s.width)).toBeLessThan(2.2);
	});

	test("it misses the wall by less than a straight line from the period's start does", () => {
		const missed = (of: "ours" | "naive"): number =>
			scores.reduce((sum, { score }) => sum + score[of].minutes, 0);
		expect(missed("ours")).toBeLessThan(missed("naive"));
	});
});
