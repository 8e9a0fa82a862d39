import type { Plot, PlotOf } from "./story.ts";

/** The upper edge of a dialog, or of a pane, with its title. */
export const dialog = (title: string): RegExp => new RegExp(`[═=] ${title}`);
/** That of a pane which has the focus. */
export const focused = (title: string): RegExp => new RegExp(`[╔+][═=] ${title}`);
/** The screen does not say this. */
export const without = (text: RegExp): RegExp => new RegExp(`^(?![\\s\\S]*(?:${text.source}))`);

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

/** Moving in a text that is longer than its dialog. */
function inText(top: RegExp, bottom: RegExp): Readonly<Record<string, Plot>> {
	const below = without(top);
	return {
		down: { ready: top, sees: below },
		up: { first: ["Down"], ready: below, sees: top },
		first: { first: ["Down", "Down"], ready: below, sees: top },
		last: { ready: without(bottom), sees: bottom },
		"page-down": { ready: top, sees: below },
		"page-up": { first: ["Down"], ready: below, sees: top },
	};
}

const WRITTEN = { first: ["-l", "ab cd"], ready: /ab cd/ } as const;

/** Writing in a line: an X is put in to show where the cursor is. */
const inLine: Readonly<Record<string, Plot>> = {
	"text-left": { ...WRITTEN, after: ["X"], sees: /ab cXd/ },
	"text-right": {
		...WRITTEN,
		first: ["-l", "ab cd", "Left", "Left"],
		after: ["X"],
		sees: /ab cXd/,
	},
	"text-start": { ...WRITTEN, after: ["X"], sees: /Xab cd/ },
	"text-end": { ...WRITTEN, first: ["-l", "ab cd", "Home"], after: ["X"], sees: /ab cdX/ },
	"text-erase": { ...WRITTEN, after: ["X"], sees: /ab cX/ },
	"text-delete": { ...WRITTEN, first: ["-l", "ab cd", "Left"], after: ["X"], sees: /ab cX/ },
	"text-erase-word": { ...WRITTEN, after: ["X"], sees: /ab X/ },
	"text-erase-all": { ...WRITTEN, after: ["X"], sees: /^(?![\s\S]*ab )[\s\S]*X/ },
};

/** What acts do that are in many places, each time alike. */
export const usual: PlotOf = (place, { action }) => {
	const moved = place.row === undefined ? undefined : inList(place.row)[action];
	if (moved !== undefined) return moved;
	const scrolled = place.text === undefined ? undefined : inText(...place.text)[action];
	if (scrolled !== undefined) return scrolled;
	if (action in inLine) return inLine[action] ?? null;
	switch (action) {
		case "close":
			return { sees: place.under ?? focused("1 Sessions") };
		case "help":
			return { sees: dialog("Keys") };
		case "other-button":
			return { sees: YES_FOCUSED };
		case "press":
			return { sees: place.under ?? focused("1 Sessions") };
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
