/** Where the cursor stands, from 0. */
export interface Cursor {
	readonly x: number;
	readonly y: number;
}

/** The box lies between two rules over the whole width. */
const RULE = /^─{20,}/;

/** `❯ ` begins the first row of the box, `! ` that of a shell command; the text is after it. */
const FIRST_ROW = /^[❯!](?:[\s\u00a0](.*))?$/;
const TEXT_COLUMN = 2;

/**
 * Whether somebody's text stands in the input box of the screen; `null` when that cannot be told. A hint such as
 * "Press up to edit queued messages" looks like text, but the cursor stays before it (seen on 2.1.330: the hidden
 * cursor of the terminal stands behind what was typed). `rows`: the visible screen from its first row.
 */
export function draftIn(rows: readonly string[], cursor: Cursor): boolean | null {
	const bottom = rows.findLastIndex((row) => RULE.test(row));
	const top = rows.slice(0, Math.max(0, bottom)).findLastIndex((row) => RULE.test(row));
	const [first, ...more] = top < 0 ? [] : rows.slice(top + 1, bottom);
	const match = first === undefined ? null : FIRST_ROW.exec(first);
	if (match === null) return null;
	const text = [match[1] ?? "", ...more].join("");
	if (text.trim() === "") return first?.startsWith("!") ?? false;
	const inside = cursor.y > top && cursor.y < bottom;
	const behind = cursor.y > top + 1 || cursor.x > TEXT_COLUMN;
	return inside && behind ? true : null;
}

/**
 * How an empty box looks to who types into it: `❯`, one blank, which is no plain one, and the cursor behind that
 * (seen on 2.1.330). A hint that stands in it makes it another row.
 */
export const EMPTY_BOX = { row: "^❯.?$", column: TEXT_COLUMN } as const;
