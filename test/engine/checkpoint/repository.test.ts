import { describe, expect, test } from "vitest";
import { parseStatus } from "../../../src/engine/checkpoint/repository.ts";

const HEAD = ["# branch.oid 0123abcd", "# branch.head main", "# branch.upstream origin/main"];
const status = (...entries: readonly string[]): string =>
	[...HEAD, ...entries].map((entry) => `${entry}\0`).join("");

const CHANGED = "1 .M N... 100644 100644 100644 aaaa aaaa";
const RENAMED = "2 R. N... 100644 100644 100644 aaaa aaaa R100";
const UNMERGED = "u UU N... 100644 100644 100644 100644 aaaa aaaa aaaa";

describe("what git says", () => {
	test("is told by name: changed, renamed, unmerged, new", () => {
		const output = status(`${CHANGED} a b`, `${RENAMED} new`, "2 old", `${UNMERGED} both`, "? d/");
		expect(parseStatus(output, true)).toEqual({
			head: "0123abcd",
			branch: "main",
			dirty: ["a b", "new", "both", "d/"],
			dirtyCount: 4,
			complete: true,
		});
	});

	test("of a repository without a commit, or without a branch, names none", () => {
		const output = "# branch.oid (initial)\0# branch.head (detached)\0";
		expect(parseStatus(output, true)).toMatchObject({ head: null, branch: null, dirty: [] });
	});

	test("about very many files is cut, and says so", () => {
		const many = Array.from({ length: 500 }, (_, n) => `? file-${n}`);
		const parsed = parseStatus(status(...many), true);
		expect(parsed.dirty).toHaveLength(200);
		expect(parsed).toMatchObject({ dirtyCount: 500, complete: false });
	});

	test("that was cut in mid-name does not name half a file", () => {
		const output = `${status("? one")}? half-a-na`;
		expect(parseStatus(output, false)).toMatchObject({ dirty: ["one"], complete: false });
	});
});
