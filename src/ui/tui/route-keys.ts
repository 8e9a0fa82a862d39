import type { Key } from "ink";
import type { Context } from "./keymap.ts";
import { topDialog, type View } from "./view-store.ts";

type Flag = "upArrow" | "downArrow" | "leftArrow" | "rightArrow" | "pageDown" | "pageUp";
type Named = Flag | "home" | "end" | "return" | "escape" | "backspace" | "delete";

const names: Readonly<Record<Named, string>> = {
	upArrow: "up",
	downArrow: "down",
	leftArrow: "left",
	rightArrow: "right",
	pageDown: "pagedown",
	pageUp: "pageup",
	home: "home",
	end: "end",
	return: "enter",
	escape: "esc",
	backspace: "backspace",
	delete: "delete",
};

/** More different characters than fingers press between two reads. */
const TYPED_AT_MOST = 8;
/** What is left of a terminal's answer to a question when its escape was taken off. */
const ANSWER = /^\[[0-?]+[ -/]*[@-~]$|^\[[IO]$/;

/** A late answer of the terminal (to a program that was attached), or a paste, is not a row of keys. */
function isNoTyping(input: string): boolean {
	return ANSWER.test(input) || isPaste(input);
}

/** More at once than fingers type: a paste that the terminal did not mark as one, or a part of it. */
export function isPaste(input: string): boolean {
	return [...input].length > TYPED_AT_MOST && new Set(input).size > 1;
}

/** Whether an input is text for a line that is being written, and no key that does something there. */
export function isText(input: string, key: Key): boolean {
	if (input === "" || key.ctrl || key.meta || ANSWER.test(input)) return false;
	return !key.tab && Object.keys(names).every((flag) => !key[flag as Named]);
}

/**
 * The names of the keys in one input. Keys that come fast arrive as one input ("jj"), so printable
 * input is taken apart into its characters.
 */
export function keysOf(input: string, key: Key): readonly string[] {
	if (key.tab) return [key.shift ? "shift-tab" : "tab"];
	for (const [flag, name] of Object.entries(names) as [Named, string][]) {
		if (key[flag]) return [name];
	}
	if (key.ctrl) return input === "" ? [] : [`ctrl-${input}`];
	if (isNoTyping(input)) return [];
	// An escape with a key right after it looks like that key with alt; no key with alt is ours.
	if (key.meta) return ["esc", ...input];
	return [...input].map(nameOfCharacter);
}

/** The code of a control letter, less that of the letter as it is written in names. */
const CONTROL_TO_LETTER = 96;

/** What a character among others stands for: alone it would have come as a key with a name, or with Ctrl. */
function nameOfCharacter(character: string): string {
	if (character === "\r") return "enter";
	if (character === "\t") return "tab";
	if (character === "\u007f") return "backspace";
	const code = character.charCodeAt(0);
	if (code < 1 || code > 26) return character;
	return `ctrl-${String.fromCharCode(code + CONTROL_TO_LETTER)}`;
}

/** The contexts that may bind a key now, first the nearest. A dialog swallows what it does not bind. */
export function contextsOf(view: View): readonly Context[] {
	const dialog = topDialog(view);
	if (dialog !== undefined) return [dialog.kind, "always"];
	if (view.focus === "sessions" || view.focus === "preview")
		return ["sessions", "global", "always"];
	return view.focus === "queue" ? ["queue", "global", "always"] : ["global", "always"];
}
