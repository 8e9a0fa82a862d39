import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { draftIn } from "../../../src/engine/claude/input-box.ts";

const panes = join(import.meta.dirname, "..", "..", "data", "claude-code", "panes");
const sample = (name: string): readonly string[] =>
	readFileSync(join(panes, `${name}.txt`), "utf8").split("\n");

const rule = "─".repeat(80);
const footer = "  ⏵⏵ auto mode on (shift+tab to cycle)";
/** A screen whose box shows these rows, and where the cursor stands in the box. */
const box = (rows: readonly string[], x: number, row = 0): boolean | null =>
	draftIn(["● an answer", rule, ...rows, rule, footer], { x, y: 2 + row });

/** Rows and cursor as 2.1.330 left them in tmux 3.3a. */
describe("text in the input box", () => {
	test("is what was typed: the cursor stands behind it", () => {
		expect(box(["❯ hello wor"], 11)).toBe(true);
		expect(box(["❯\u00a0hello wor"], 11)).toBe(true);
	});

	test("is seen on further rows as well", () => {
		expect(box(["❯ hello wor", "  second"], 8, 1)).toBe(true);
	});

	test("is a shell command as well, and the sign that one begins", () => {
		expect(box(["! ls"], 4)).toBe(true);
		expect(box(["! "], 2)).toBe(true);
	});

	test("is not there in an empty box", () => {
		expect(box(["❯ "], 2)).toBe(false);
		expect(box(["❯"], 2)).toBe(false);
	});

	test("cannot be told from a hint when the cursor stands before it, or elsewhere", () => {
		expect(box(["❯ Press up to edit queued messages"], 2)).toBeNull();
		const rows = ["● an answer", rule, "❯ hello wor", rule, footer];
		expect(draftIn(rows, { x: 20, y: 4 })).toBeNull();
	});

	test("cannot be told where there is no box", () => {
		expect(draftIn([], { x: 0, y: 0 })).toBeNull();
		expect(draftIn([rule], { x: 2, y: 0 })).toBeNull();
		expect(draftIn(["$ vim", "❯ text"], { x: 6, y: 1 })).toBeNull();
		expect(draftIn([rule, "a table", rule], { x: 3, y: 1 })).toBeNull();
	});
});

describe("on the screens of the genuine program", () => {
	test.each(["idle-after", "working", "tool-running", "limit-5h", "failover-B"])(
		"%s: the box is empty",
		(name) => {
			expect(draftIn(sample(name), { x: 2, y: 0 })).toBe(false);
		},
	);

	test.each(["permission-prompt", "rate-limit-options", "trust-dialog", "onboarding-1-theme"])(
		"%s: there is no box",
		(name) => {
			expect(draftIn(sample(name), { x: 2, y: 0 })).toBeNull();
		},
	);

	test("none of them shows a draft, wherever the cursor is told to be in the first columns", () => {
		for (const file of readdirSync(panes)) {
			const rows = sample(file.replace(/\.txt$/, ""));
			for (const [y] of rows.entries()) {
				expect([file, y, draftIn(rows, { x: 2, y })]).not.toEqual([file, y, true]);
			}
		}
	});
});
