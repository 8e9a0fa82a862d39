import type { Plot, PlotOf } from "./story.ts";

/** The upper edge of a dialog, or of a pane, with its title. */
export const dialog = (title: string): RegExp => new RegExp(`[═=] ${title}`);
/** That of a pane which has the focus. */
export const focused = (title: string): RegExp => new RegExp(`[╔+][═=] ${title}`);
/** What is on the row that has the keys, whatever marks it. */
const onRow = (text: string): RegExp => new RegExp(`[▸>] .*${text}`);
/** A dialog's button with the focus. */
const YES_FOCUSED = /\[ (?!Cancel)\S.* \]/;

/** Moving in a list of the story's pool: its rows are numbered. */
function inList(row: string): Readonly<Record<string, Plot>> {
	const on = (number: string) => onRow(`${row}${number}\\b`);
	return {
		down: { sees: on("01") },
		up: { first: ["Down", "Down"], ready: on("02"), sees: on("01") },
		first: { first: ["Down", "Down"], ready: on("02"), sees: on("00") },
		last: { sees: on("59") },
		"page-down": { sees: on("(06|12)") },
		"page-up": { first: ["End"], ready: on("59"), sees: on("(53|47)") },
	};
}

/** The lower edge of a dialog says how many rows are above; that of a pane behind it is thinner. */
const SCROLLED = /[▴^] \d+ more[^\n]*[═=]/;

/** Moving in a text that is longer than its dialog. */
function inText(bottom: RegExp): Readonly<Record<string, Plot>> {
	const down = { sees: SCROLLED };
	const up = { first: ["Down"], ready: SCROLLED, gone: SCROLLED };
	const back = { ...up, first: ["NPage"] };
	return {
		...{ down, up, first: back, "page-down": down, "page-up": back },
		last: { sees: bottom },
	};
}

const WRITTEN = { first: ["-l", "ab cd"], ready: /ab cd/ } as const;

/** Writing in a line: an X is put in to show where the cursor is. */
const inLine: Readonly<Record<string, Plot>> = {
	"text-left": { ...WRITTEN, after: ["-l", "Zz"], sees: /ab cZzd/ },
	"text-right": {
		...WRITTEN,
		first: ["-l", "ab cd", "Left", "Left"],
		after: ["-l", "Zz"],
		sees: /ab cZzd/,
	},
	"text-start": { ...WRITTEN, after: ["-l", "Zz"], sees: /Zzab cd/ },
	"text-end": { ...WRITTEN, first: ["-l", "ab cd", "Home"], after: ["-l", "Zz"], sees: /ab cdZz/ },
	"text-erase": { ...WRITTEN, after: ["-l", "Zz"], sees: /ab cZz/ },
	"text-delete": {
		...WRITTEN,
		first: ["-l", "ab cd", "Left"],
		after: ["-l", "Zz"],
		sees: /ab cZz/,
	},
	"text-erase-word": { ...WRITTEN, after: ["-l", "Zz"], sees: /ab Zz/ },
	"text-erase-all": { ...WRITTEN, after: ["-l", "Zz"], sees: /Zz/, gone: /ab ?Zz|ab cd/ },
};

/** What acts do that are in many places, each time alike. */
export const usual: PlotOf = (place, { action }) => {
	const moved = place.row === undefined ? undefined : inList(place.row)[action];
	if (moved !== undefined) return moved;
	const scrolled = place.text === undefined ? undefined : inText(place.text)[action];
	if (scrolled !== undefined) return scrolled;
	if (action in inLine) return inLine[action] ?? null;
	switch (action) {
		case "close":
		case "press":
			// The button that has the focus at first is the one that does nothing.
			return { sees: place.under ?? /^ claude-failover/, gone: place.shows };
		case "help":
			return { sees: dialog("Keys") };
		case "other-button":
			return { sees: YES_FOCUSED };
		case "checkpoints":
			return { sees: dialog("Checkpoints") };
		case "take-checkpoint":
			return { sees: /checkpoint taken: / };
		case "attach":
			return { sees: /the agent is here/ };
		case "send":
			return { sees: dialog("Send to s-00") };
		case "stop":
			return { sees: dialog("Stop\\?") };
		default:
			return null;
	}
};
