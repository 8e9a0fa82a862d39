/** Edges, gauges, courses and signs: the words beside them say the same. */
const DECORATION = /[─│┌┐└┘╔╗╚╝═║█░▁▂▃▄▅▆▇●◐○◔✕✗✓◌◑□■·▴▾]/g;
const MARK = "▸";
/** A row with a time of day in it tells of something that happened: another time is another event. */
const HAPPENED = /^\d\d:\d\d:\d\d\b/;

/** One line of what was drawn. */
export interface Told {
	readonly text: string;
	/** It is the row that has the keys. */
	readonly marked: boolean;
}

/** The lines of a frame as they are told: no drawing, and columns as parts of a sentence. */
export function tellingOf(frame: string): readonly Told[] {
	return frame
		.split("\n")
		.map((line) => ({ text: wordsOf(line), marked: line.includes(MARK) }))
		.filter(({ text }) => text !== "");
}

function wordsOf(line: string): string {
	return line
		.replace(MARK, " ")
		.replaceAll(DECORATION, " ")
		.replaceAll(" → ", " to ")
		.trim()
		.replaceAll(/ {2,}/g, ", ");
}

/**
 * What is to be told of a frame to somebody who was told the one before: what is new in it, and where the keys are now.
 * `asked`: a key was pressed since. Without one a line that differs in its figures alone is no news: ages and gauges
 * change all the time.
 */
export function spoken(
	before: readonly Told[],
	after: readonly Told[],
	asked: boolean,
): readonly string[] {
	const lineOf = (told: Told) => (asked ? told.text : withoutFigures(told.text));
	const known = new Set(before.map(lineOf));
	const marked = new Set(before.filter((told) => told.marked).map(lineOf));
	return after
		.filter((told) => !(told.marked ? marked : known).has(lineOf(told)))
		.map(({ text }) => text);
}

function withoutFigures(text: string): string {
	return HAPPENED.test(text) ? text : text.replaceAll(/\d+/g, "#");
}
