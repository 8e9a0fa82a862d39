import textWidth from "./text-width.ts";

/** The names of the terminal's own palette; nothing else is used, so that the user's theme holds. */
export type Colour =
	| "red"
	| "green"
	| "yellow"
	| "blue"
	| "magenta"
	| "cyan"
	| "white"
	| "gray"
	| "redBright"
	| "greenBright"
	| "yellowBright"
	| "cyanBright";

export interface Style {
	readonly color?: Colour;
	readonly bold?: boolean;
	readonly dimColor?: boolean;
	readonly inverse?: boolean;
}

/** A run of text in one style. */
export interface Span extends Style {
	readonly text: string;
}

/** One row of the screen. */
export type Line = readonly Span[];

const ASCII = /^[\x20-\x7e]*$/;
const segmenter = new Intl.Segmenter("en");

/** Makes a span. */
export function span(text: string, style: Style = {}): Span {
	return { text, ...style };
}

/** Columns that a text takes in a terminal. */
export function widthOf(text: string): number {
	return textWidth(text);
}

/** Columns that a line takes. */
export function lineWidth(line: Line): number {
	return line.reduce((sum, part) => sum + widthOf(part.text), 0);
}

/** The text as it is, or its beginning and an ellipsis; never wider than `columns`. */
export function cut(text: string, columns: number): string {
	if (columns <= 0) return "";
	if (widthOf(text) <= columns) return text;
	if (ASCII.test(text)) return `${text.slice(0, columns - 1)}…`;
	let kept = "";
	let used = 0;
	for (const { segment } of segmenter.segment(text)) {
		used += textWidth(segment);
		if (used > columns - 1) break;
		kept += segment;
	}
	return `${kept}…`;
}

/** Where a text that is too wide loses something: where it differs least from its neighbours. */
export type CutAt = "end" | "front" | "middle";

const cutters: Readonly<Record<CutAt, typeof cut>> = {
	end: cut,
	front: cutFront,
	middle: cutMiddle,
};

/** The text as it is, or an ellipsis and its end: for names that begin alike. */
export function cutFront(text: string, columns: number): string {
	if (columns <= 0) return "";
	return widthOf(text) <= columns ? text : `…${tail(text, columns - 1)}`;
}

/** The text as it is, or its beginning and its end around an ellipsis. */
export function cutMiddle(text: string, columns: number): string {
	if (columns <= 0) return "";
	if (widthOf(text) <= columns) return text;
	const head = cut(text, Math.ceil(columns / 2));
	return head + tail(text, columns - widthOf(head));
}

/** The longest end of the text that is no wider than `columns`. */
function tail(text: string, columns: number): string {
	let kept = "";
	for (const { segment } of [...segmenter.segment(text)].reverse()) {
		if (widthOf(segment + kept) > columns) break;
		kept = segment + kept;
	}
	return kept;
}

/** The text cut or padded to exactly `columns`. */
export function pad(
	text: string,
	columns: number,
	align: "left" | "right" = "left",
	cutAt: CutAt = "end",
): string {
	const shown = cutters[cutAt](text, columns);
	const padding = " ".repeat(Math.max(0, columns - widthOf(shown)));
	return align === "left" ? shown + padding : padding + shown;
}

/** The line cut or padded to exactly `columns`. */
export function fitLine(line: Line, columns: number): Line {
	const fitted: Span[] = [];
	let left = columns;
	for (const part of line) {
		const width = widthOf(part.text);
		if (width > left) {
			fitted.push({ ...part, text: pad(part.text, left) });
			return fitted;
		}
		if (width > 0) fitted.push(part);
		left -= width;
	}
	if (left > 0) fitted.push(span(" ".repeat(left)));
	return fitted;
}

/** The line with neighbours of one style put together. */
export function merge(line: Line): Line {
	const merged: Span[] = [];
	for (const part of line) {
		const before = merged.at(-1);
		if (before !== undefined && sameStyle(before, part)) {
			merged[merged.length - 1] = { ...before, text: before.text + part.text };
		} else merged.push(part);
	}
	return merged;
}

/** The line without the blanks at its end that nobody sees. */
export function trimEnd(line: Line): Line {
	const last = line.at(-1);
	if (last === undefined || last.inverse === true) return line;
	const text = last.text.trimEnd();
	if (text === last.text) return line;
	const rest = line.slice(0, -1);
	return text === "" ? trimEnd(rest) : [...rest, { ...last, text }];
}

function sameStyle(a: Style, b: Style): boolean {
	return (
		a.color === b.color &&
		!a.bold === !b.bold &&
		!a.dimColor === !b.dimColor &&
		!a.inverse === !b.inverse
	);
}

/** Whether two lines look the same. */
export function sameLine(a: Line, b: Line): boolean {
	if (a === b) return true;
	if (a.length !== b.length) return false;
	return a.every((part, index) => {
		const other = b[index];
		return other !== undefined && part.text === other.text && sameStyle(part, other);
	});
}

/** Puts `right` at the right edge; it is given up when both do not fit. */
export function spread(left: Line, right: Line, columns: number): Line {
	const room = columns - lineWidth(right);
	if (room <= lineWidth(left)) return fitLine(left, columns);
	return [...fitLine(left, room), ...right];
}

/** The text of a line without its styles. */
export function textOf(line: Line): string {
	return line.map((part) => part.text).join("");
}

/** Breaks a text into rows of at most `columns`, at spaces where it can. */
export function wrap(text: string, columns: number): readonly string[] {
	if (columns <= 0) return [];
	const rows: string[] = [];
	let row = "";
	for (const word of text.split(" ").flatMap((w) => chop(w, columns))) {
		const longer = row === "" ? word : `${row} ${word}`;
		if (widthOf(longer) <= columns) {
			row = longer;
			continue;
		}
		rows.push(row);
		row = word;
	}
	rows.push(row);
	return rows;
}

function chop(word: string, columns: number): readonly string[] {
	if (widthOf(word) <= columns) return [word];
	const pieces: string[] = [];
	let piece = "";
	for (const { segment } of segmenter.segment(word)) {
		if (widthOf(piece + segment) > columns) {
			pieces.push(piece);
			piece = "";
		}
		piece += segment;
	}
	return [...pieces, piece];
}
