import { describe, expect, test } from "vitest";
import { toAscii } from "../../../src/ui/tui/present/ascii.ts";
import { onEdge } from "../../../src/ui/tui/present/edges.ts";
import { gauge, percent } from "../../../src/ui/tui/present/gauge.ts";
import {
	cut,
	cutFront,
	cutMiddle,
	fitLine,
	lineWidth,
	pad,
	span,
	spread,
	textOf,
	widthOf,
	wrap,
} from "../../../src/ui/tui/present/line.ts";
import { progressOf } from "../../../src/ui/tui/present/notices.ts";
import { plain } from "../../../src/ui/tui/present/plain.ts";
import { age, countdown, elapsed } from "../../../src/ui/tui/present/time.ts";
import { themeFor } from "../../../src/ui/tui/theme.ts";
import { hostile, NOW, openSwitch } from "./fixtures.ts";

describe("text from outside", () => {
	test.each([
		["\u001b[31mred\u001b[0m", "red"],
		["\u001b]0;title\u0007x\u001b]52;c;aGk=\u001b\\y", "xy"],
		["\u001bP1$r\u001b\\dcs", "dcs"],
		["\u009b31mc1", "c1"],
		["a\tb\nc\r\nd", "a b c d"],
		["\u202eesrever\u202c\u2066x\u2069", "esreverx"],
		["bell\u0007 null\u0000", "bell null"],
		["zero\u200bwidth\ufeff", "zerowidth"],
		["e\u0301", "\u00e9"],
		["👍🏽", "👍"],
		["\ud800x", "x"],
	])("%j becomes %j", (raw, clean) => {
		expect(plain(raw)).toBe(clean);
	});

	test("holds nothing that could move the cursor or turn the text around", () => {
		for (const raw of hostile)
			expect(plain(raw)).not.toMatch(
				/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/,
			);
	});
});

describe("widths", () => {
	test.each([
		["plain", 3, "pl…"],
		["plain", 5, "plain"],
		["日本語", 5, "日本…"],
		["日本語", 4, "日…"],
		["x", 0, ""],
		["xy", 1, "…"],
	])("%s in %i columns is %s", (text, columns, shown) => {
		expect(cut(text, columns)).toBe(shown);
	});

	test.each([
		["ccl-auto-11", 9, "…-auto-11", "ccl-…o-11"],
		["before account-2", 10, "…account-2", "befo…unt-2"],
		["日本語", 5, "…本語", "日…語"],
		["日本語の名前", 9, "…語の名前", "日本…名前"],
		["fits", 4, "fits", "fits"],
		["xy", 1, "…", "…"],
		["x", 0, "", ""],
	])("%s in %i columns keeps its end: %s, or both its ends: %s", (text, columns, end, both) => {
		expect([cutFront(text, columns), cutMiddle(text, columns)]).toEqual([end, both]);
	});

	test("a padded text is exactly as wide as asked, whatever is in it", () => {
		for (const raw of hostile)
			for (let columns = 0; columns < 30; columns++) {
				for (const at of ["end", "front", "middle"] as const)
					expect(widthOf(pad(plain(raw), columns, "left", at))).toBe(columns);
				expect(lineWidth(fitLine([span("▸ "), span(plain(raw))], columns))).toBe(columns);
			}
	});

	test("what stands at the right edge is given up when there is no room", () => {
		const left = [span("left")];
		expect(textOf(spread(left, [span("right")], 12))).toBe("left   right");
		expect(textOf(spread(left, [span("right")], 8))).toBe("left    ");
	});

	test("a wrapped text loses nothing and no row is too wide", () => {
		const text = "a longer sentence 日本語のとても長い with a_very_long_word_that_does_not_fit";
		const rows = wrap(text, 10);
		expect(rows.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
		for (const row of rows) expect(widthOf(row)).toBeLessThanOrEqual(10);
	});

	test("a title leaves room for the edge that it lies on", () => {
		for (const title of ["short", "日本語".repeat(20)])
			for (let columns = 8; columns < 40; columns++)
				expect(lineWidth(onEdge(title, columns, true))).toBeLessThanOrEqual(columns - 4);
	});

	test("ASCII keeps the width", () => {
		for (const raw of [...hostile.map(plain), "╔═ ● ◐ ○ ◔ ✕ █░ → … ═╗"]) {
			expect(toAscii(raw)).toMatch(/^[\x20-\x7e]*$/);
			expect(toAscii(raw)).toHaveLength(widthOf(raw));
		}
	});
});

describe("numbers in words", () => {
	test.each([
		[0, "now"],
		[4 * 60_000, "4m"],
		[31 * 60_000, "31m"],
		[2 * 3_600_000, "2h"],
		[72 * 3_600_000, "3d"],
	])("an age of %i ms is %s", (ms, words) => {
		expect(age(ms)).toBe(words);
	});

	test.each([
		[-5, "0m"],
		[30_000, "1m"],
		[125 * 60_000, "2h05m"],
		[100 * 3_600_000, "4d4h"],
	])("%i ms from now is in %s", (ms, words) => {
		expect(countdown(ms)).toBe(words);
	});

	test("what runs is counted in seconds", () => {
		expect([elapsed(12_400), elapsed(185_000)]).toEqual(["12 s", "3 min 05 s"]);
	});

	test("a gauge is full only at the end and empty only at nothing", () => {
		expect([0, 0.001, 0.5, 0.999, 1, 7].map((r) => gauge(r, 4))).toEqual([
			"░░░░",
			"█░░░",
			"██░░",
			"███░",
			"████",
			"████",
		]);
		expect([percent(null), percent(0.876)]).toEqual(["--", "88%"]);
	});
});

describe("the progress of a switch", () => {
	test("counts the moves and says that it can still go back", () => {
		expect(progressOf(openSwitch(), NOW)).toMatchInlineSnapshot(
			`"switch main → backup: 1/3 moved, 1 draining, 12 s, can still go back"`,
		);
	});

	test("says when there is no way back", () => {
		expect(progressOf(openSwitch({ committedAt: NOW }), NOW)).toContain(
			"past the point of no return",
		);
	});
});

describe("the theme", () => {
	test.each<[NodeJS.ProcessEnv, boolean]>([
		[{ TERM: "xterm", LANG: "C.UTF-8" }, false],
		[{ TERM: "xterm", LANG: "en_US.utf8" }, false],
		[{ TERM: "linux", LANG: "C.UTF-8" }, true],
		[{ TERM: "dumb", LANG: "C.UTF-8" }, true],
		[{ TERM: "xterm", LANG: "C" }, true],
		[{ TERM: "xterm", LANG: "C.UTF-8", LC_ALL: "C" }, true],
		[{ TERM: "xterm" }, true],
	])("%j draws in ASCII: %j", (env, ascii) => {
		expect(themeFor("auto", env)).toEqual({ ascii });
	});

	test("does as the user says", () => {
		expect(themeFor(true, { TERM: "xterm", LANG: "C.UTF-8" })).toEqual({ ascii: true });
		expect(themeFor(false, {})).toEqual({ ascii: false });
	});
});
