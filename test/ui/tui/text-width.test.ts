import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import textWidth from "../../../src/ui/tui/present/text-width.ts";

const characters = (from: number, to: number): readonly string[] =>
	Array.from({ length: to - from + 1 }, (_, nth) => String.fromCharCode(from + nth));

test("every character has the width that the library gives it", () => {
	const wrong = characters(0, 0x2bff).filter((one) => textWidth(one) !== stringWidth(one));
	expect(wrong).toEqual([]);
});

test("so has a character that others follow, such as a sign that makes an emoji of it", () => {
	const signs = ["\ufe0f", "\u20e3", "\u0301", "\u200d", "\ufe0e"];
	const wrong = characters(0x2190, 0x27ff)
		.flatMap((one) => signs.map((sign) => `${one}${sign}`))
		.filter((text) => textWidth(text) !== stringWidth(text));
	expect(wrong).toEqual([]);
});

test("so has any text", () => {
	const piece = fc.oneof(
		fc.constantFrom(..."│─█░▁▸●◐○✓✗↵⚠️👍🏽日本"),
		fc.constantFrom(
			"\u001b[31m",
			"\u001b[1;2m",
			"\u001b[",
			"\u001b]0;x",
			"m",
			"\u0007",
			"\u009b1m",
		),
		fc.string({ unit: "grapheme" }),
		fc.string({ unit: "binary" }),
	);
	fc.assert(
		fc.property(fc.array(piece), (pieces) => {
			const text = pieces.join("");
			expect(textWidth(text)).toBe(stringWidth(text));
		}),
	);
});
