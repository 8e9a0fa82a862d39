/** One line that is being written. */
export interface TextField {
	readonly text: string;
	/** Where the next character goes: so many characters, as people count them, stand before it. */
	readonly cursor: number;
}

export const emptyField: TextField = { text: "", cursor: 0 };

/** How a key changes a line. */
export type Edit =
	| "left"
	| "right"
	| "start"
	| "end"
	| "erase"
	| "delete"
	| "erase-word"
	| "erase-all";

const segmenter = new Intl.Segmenter("en");
const LINE_END = /\r\n|[\r\n\t\v\f\u2028\u2029]/g;
const CONTROL = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/** The line with a text put in at the cursor: without control characters, its line ends as blanks. */
export function typed({ text, cursor }: TextField, more: string): TextField {
	const all = charactersOf(text);
	const before = all.slice(0, cursor).join("");
	const kept = before + more.replace(LINE_END, " ").replace(CONTROL, "");
	return { text: kept + all.slice(cursor).join(""), cursor: charactersOf(kept).length };
}

/** The line after a key that edits it. */
export function edited({ text, cursor }: TextField, edit: Edit): TextField {
	const all = charactersOf(text);
	switch (edit) {
		case "left":
			return { text, cursor: Math.max(0, cursor - 1) };
		case "right":
			return { text, cursor: Math.min(all.length, cursor + 1) };
		case "start":
			return { text, cursor: 0 };
		case "end":
			return { text, cursor: all.length };
		case "erase":
			return without(all, cursor - 1, cursor);
		case "delete":
			return without(all, cursor, cursor + 1);
		case "erase-word":
			return without(all, wordBefore(all, cursor), cursor);
		default:
			return without(all, 0, cursor);
	}
}

/** The line in three parts: before the cursor, under it, after it. */
export function partsOf({ text, cursor }: TextField): readonly [string, string, string] {
	const all = charactersOf(text);
	return [all.slice(0, cursor).join(""), all[cursor] ?? "", all.slice(cursor + 1).join("")];
}

function charactersOf(text: string): readonly string[] {
	return Array.from(segmenter.segment(text), ({ segment }) => segment);
}

function without(all: readonly string[], from: number, to: number): TextField {
	const start = Math.max(0, from);
	return { text: [...all.slice(0, start), ...all.slice(to)].join(""), cursor: start };
}

function wordBefore(all: readonly string[], cursor: number): number {
	let at = cursor;
	while (at > 0 && all[at - 1] === " ") at -= 1;
	while (at > 0 && all[at - 1] !== " ") at -= 1;
	return at;
}
