import { describe, expect, test } from "vitest";
import {
	type Edit,
	edited,
	emptyField,
	partsOf,
	type TextField,
	typed,
} from "../../../src/ui/tui/text-field.ts";

/** A line with its cursor written as `|`. */
function field(drawn: string): TextField {
	const [before = "", after = ""] = drawn.split("|");
	const cursor = [...new Intl.Segmenter("en").segment(before)].length;
	return { text: before + after, cursor };
}

const drawn = (one: TextField): string => {
	const [before, under, after] = partsOf(one);
	return `${before}|${under}${after}`;
};

describe("what is typed", () => {
	test("goes in at the cursor", () => {
		expect(drawn(typed(field("ab|d"), "c"))).toBe("abc|d");
	});

	test("may be a whole paste: line ends and tabs become blanks", () => {
		expect(drawn(typed(emptyField, "one\r\ntwo\n\tthree"))).toBe("one two  three|");
	});

	test("leaves out what a terminal would take for more than text", () => {
		expect(drawn(typed(emptyField, "a\u001b[31mb\u0007\u202ec\ud800"))).toBe("a[31mbc|");
	});

	test("counts as people do: a flag, a family and an accent are one character each", () => {
		const one = typed(emptyField, "🇩🇪👨‍👩‍👧e\u0301");
		expect(one.cursor).toBe(3);
		expect(edited(one, "erase").text).toBe("🇩🇪👨‍👩‍👧");
	});
});

describe("a key", () => {
	test.each<[Edit, string, string]>([
		["left", "ab|c", "a|bc"],
		["left", "|abc", "|abc"],
		["right", "ab|c", "abc|"],
		["right", "abc|", "abc|"],
		["start", "ab|c", "|abc"],
		["end", "a|bc", "abc|"],
		["erase", "ab|c", "a|c"],
		["erase", "|abc", "|abc"],
		["delete", "a|bc", "a|c"],
		["delete", "abc|", "abc|"],
		["erase-word", "run the tests  |now", "run the |now"],
		["erase-word", "|x", "|x"],
		["erase-all", "run the| tests", "| tests"],
	])("%s makes of %s %s", (edit, before, after) => {
		expect(drawn(edited(field(before), edit))).toBe(after);
	});
});
