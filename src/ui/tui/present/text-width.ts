import stringWidth, { type Options } from "string-width";

/**
 * What the screen is mostly made of: ASCII, arrows, lines, blocks, shapes and a few signs, each one column wide. Asking
 * the library costs a hundred times as much, and its first answer a quarter of a second.
 */
const NARROW =
	/^[\x20-\x7e\u00b7\u2014\u2026\u2190-\u21ff\u2500-\u259f\u25a0-\u25fc\u2713\u2715\u2717\u276f]*$/;

/** Colours and looks: the library leaves out all codes of a terminal, of which Ink asks for these alone. */
const LOOKS = /\u001b\[[\d;]*m/g;

/** Columns that a text takes in a terminal, as `string-width` has it. The bundles use it in that library's place. */
// biome-ignore lint/style/noDefaultExport: it takes the place of a module that has one
export default function textWidth(text: string, options?: Options): number {
	if (options !== undefined) return stringWidth(text, options);
	const bare = text.includes("\u001b") ? text.replace(LOOKS, "") : text;
	return NARROW.test(bare) ? bare.length : stringWidth(text);
}
