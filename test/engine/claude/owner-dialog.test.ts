import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { keyToCopy, readOwnerDialog } from "../../../src/engine/claude/owner-dialog.ts";

const panes = join(import.meta.dirname, "../../data/claude-code/panes");
const rowsOf = (name: string): readonly string[] =>
	readFileSync(join(panes, name), "utf8").trimEnd().split("\n");

const question = rowsOf("session-owner-dialog.txt");
const confirmation = rowsOf("session-owner-confirm.txt");
const label = "shB@example.test (shB's Org)";

/** The same question with the mark at another answer. */
const markedAt = (rows: readonly string[], answer: string): readonly string[] =>
	rows.map((row) => {
		if (/^ {2}❯ \w/.test(row)) return row.replace("❯", " ");
		return row.trim().startsWith(answer) ? row.replace("    ", "  ❯ ") : row;
	});

describe("the question about the owner of a conversation", () => {
	test("is read with its mark and with the account that would get the copy", () => {
		expect(readOwnerDialog(question)).toEqual({ kind: "owner", marked: "exit", label });
		const moved = markedAt(question, "Copy to");
		expect(readOwnerDialog(moved)).toEqual({ kind: "owner", marked: "copy", label });
	});

	test("and so is its confirmation", () => {
		const asked = { kind: "confirm", label: "b@example.test (b's Org)" };
		expect(readOwnerDialog(confirmation)).toEqual({ ...asked, marked: "back" });
		const moved = confirmation.map((row) => {
			if (row.trim() === "Continue") return "  ❯ Continue";
			return row.replace("❯ Go Back", "  Go Back");
		});
		expect(readOwnerDialog(moved)).toEqual({ ...asked, marked: "continue" });
	});

	test("is read in a narrow pane, where its long rows are broken", () => {
		const narrow = confirmation.flatMap((row) =>
			row.includes("shares its history")
				? [row.slice(0, row.indexOf("history,")), `  ${row.slice(row.indexOf("history,"))}`]
				: [row],
		);
		expect(readOwnerDialog(narrow)).toMatchObject({ kind: "confirm" });
	});

	const others = readdirSync(panes).filter((name) => !/^session-owner-(dialog|confirm)/.test(name));
	test.each(others)("%s is another screen", (name) => {
		expect(readOwnerDialog(rowsOf(name))).toBeNull();
	});

	test("a quotation of it above an input box is none", () => {
		const idle = ["─".repeat(40), "❯ ", "─".repeat(40), "  ⏵⏵ bypass permissions on"];
		expect(readOwnerDialog([...question, ...idle])).toBeNull();
	});

	test("with another word in it, or without a mark, it is none", () => {
		const changed = question.map((row) => row.replace("Change login", "Share login"));
		expect(readOwnerDialog(changed)).toBeNull();
		expect(readOwnerDialog(question.map((row) => row.replace("  ❯ Exit", "    Exit")))).toBeNull();
	});

	test("one that offers the copy to another account than it is logged in with is none", () => {
		const odd = question.map((row) => row.replace("Copy to shB", "Copy to shC"));
		expect(readOwnerDialog(odd)).toBeNull();
	});
});

describe("the keys to the copy", () => {
	const keyAt = (dialog: Parameters<typeof keyToCopy>[0]) => keyToCopy(dialog).key;

	test("go down to it, and up to its confirmation; Enter only there", () => {
		expect(keyAt({ kind: "owner", marked: "exit", label })).toBe("Down");
		expect(keyAt({ kind: "owner", marked: "login", label })).toBe("Down");
		expect(keyAt({ kind: "owner", marked: "copy", label })).toBe("Enter");
		expect(keyAt({ kind: "confirm", marked: "back", label })).toBe("Up");
		expect(keyAt({ kind: "confirm", marked: "continue", label })).toBe("Enter");
	});

	test("need the heading and the marked row on the screen in that moment", () => {
		const { shows } = keyToCopy({ kind: "owner", marked: "exit", label });
		const shown = (rows: readonly string[]): boolean =>
			shows.every((one) => rows.some((row) => new RegExp(one).test(row)));
		expect(shown(question)).toBe(true);
		expect(shown(markedAt(question, "Change login"))).toBe(false);
		expect(shown(confirmation)).toBe(false);
	});
});
