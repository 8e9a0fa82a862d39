import { describe, expect, test } from "vitest";
import type { QuotaWindow } from "../../../src/state/model.ts";
import { forecastWords, wallWords } from "../../../src/ui/tui/present/forecast-words.ts";
import { lineWidth, textOf, widthOf } from "../../../src/ui/tui/present/line.ts";
import { quotaRows } from "../../../src/ui/tui/present/quota-rows.ts";
import { sparkline } from "../../../src/ui/tui/present/spark.ts";
import { account, NOW, quotaWindow, session, snapshot } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

const MINUTE = 60_000;
const inMinutes = (minutes: number | null): number | null =>
	minutes === null ? null : NOW + minutes * MINUTE;
const expected = (threshold: number | null, low: number | null, high: number | null) => ({
	thresholdAt: inMinutes(threshold),
	wallAt: inMinutes(low),
	low: inMinutes(low),
	high: inMinutes(high),
});

/** A window of which a percent was used each two minutes for an hour and a half. */
const growing = (usedRatio: number, facts: Partial<QuotaWindow> = {}): QuotaWindow =>
	quotaWindow("five_hour", usedRatio, {
		observedAt: NOW,
		trace: Array.from({ length: 46 }, (_, n) => ({
			at: NOW - (45 - n) * 2 * MINUTE,
			usedRatio: usedRatio - (45 - n) / 100,
			turns: n,
		})),
		...facts,
	});
const pool = (window: QuotaWindow) =>
	snapshot({
		sessions: [session("ccl-0")],
		accounts: [account("main", { windows: { five_hour: window } })],
	});

describe("the wall in words", () => {
	test.each([
		[expected(14, 40, 55), "90% in 14m, full in 40-55 min"],
		[expected(20, 70, 100), "90% in 20m, full in 1h10m-1h40m"],
		[expected(-5, 8, 70), "full in 8m-1h10m"],
		[expected(90, 130, null), "90% in 1h30m, full in 2h10m or later"],
		[expected(20, 40, 40), "90% in 20m, full in 40m"],
		[expected(90, null, null), null],
	])("%#: %s", (forecast, words) => {
		expect(forecastWords(forecast, 0.9, NOW)).toBe(words);
	});

	test("are short where there is a column for them", () => {
		expect(wallWords(expected(14, 40, 55), NOW)).toBe("40-55 min");
		expect(wallWords(expected(14, 40, null), NOW)).toBe("from 40m");
	});
});

describe("the course of a window", () => {
	test("is drawn in cells of equal time", () => {
		const at = (minutes: number, usedRatio: number) => ({
			...{ at: NOW - minutes * MINUTE, usedRatio, turns: 0 },
		});
		expect(sparkline([at(80, 0), at(40, 0.5), at(0, 1)], NOW, 8)).toBe("▁▁▁▅▅▅▅█");
	});

	test("is nothing of one reading", () => {
		expect(sparkline([{ at: NOW, usedRatio: 0.3, turns: 0 }], NOW, 8)).toBe("");
	});
});

describe("the rows of the quota pane", () => {
	const rows = (window: QuotaWindow, columns: number): readonly string[] =>
		quotaRows(pool(window).state, columns, NOW).map((row) => textOf(row.line));

	test("say when it is full, where there is room for it", () => {
		const [, window, forecast, ...rest] = rows(growing(0.7), 78);
		expect(window).toContain("resets in 2h05m");
		expect(forecast).toMatch(/^ {12}[▁▂▃▄▅▆▇█]{8,24} {2}90% in 40m, full in \S+-\S+/);
		expect(rest).toEqual([]);
	});

	test("in a narrow pane say it in the place of the reset, when it is near", () => {
		expect(rows(growing(0.8), 38)[1]).toContain("full 40m");
		expect(rows(growing(0.4), 38)[1]).toContain("↻ 2h05m");
	});

	test("have no row for what is not known or not before the reset", () => {
		expect(rows(quotaWindow("five_hour", 0.7), 78)).toHaveLength(2);
		expect(rows(growing(0.5, { resetsAt: NOW + 2 * MINUTE }), 78)).toHaveLength(2);
	});

	test.each([
		[78, "reset, unconfirmed"],
		[62, "unconfirmed"],
		[38, "reset ?"],
	])("in %i columns say of a window past its reset that nobody knows", (columns, words) => {
		expect(rows(growing(0.7, { resetsAt: NOW - 1 }), columns)[1]).toContain(` ${words}`);
	});

	test.each([66, 72, 78, 98, 118])("are no wider than %i columns", (columns) => {
		for (const row of quotaRows(pool(growing(0.7)).state, columns, NOW)) {
			expect(lineWidth(row.line)).toBeLessThanOrEqual(columns);
		}
	});
});

describe("on the screen", () => {
	test("a wide room draws the course and the words", async () => {
		const room = openRoom(pool(growing(0.7)), { size: [200, 50] });
		await room.says(/[▁▂▃▄▅▆▇█]{8,} {2}90% in 40m, full in/);
		for (const row of room.rows()) expect(widthOf(row)).toBeLessThanOrEqual(200);
	});

	test("in ASCII as well", async () => {
		const room = openRoom(pool(growing(0.7)), { size: [200, 50], ascii: true });
		await room.says(/[_.:\-=+*#]{8,} {2}90% in 40m, full in/);
		expect(room.frame()).toMatch(/^[\x20-\x7e\n]*$/);
	});

	test("at 80x24 it is one word, and the frame holds", async () => {
		const room = openRoom(pool(growing(0.8)), { size: [80, 24] });
		await room.says("full 40m");
		expect(room.rows()).toHaveLength(24);
		for (const row of room.rows()) expect(widthOf(row)).toBeLessThanOrEqual(80);
	});
});
