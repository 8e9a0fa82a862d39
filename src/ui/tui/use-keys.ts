import { type Key, useApp, useInput, usePaste, useStdin, useStdout } from "ink";
import { useRef } from "react";
import { perform } from "./actions/perform.ts";
import { pinSelection } from "./actions/pin.ts";
import { typeText } from "./actions/write.ts";
import type { Action } from "./keymap.ts";
import { isCharacter } from "./keys/key-names.ts";
import type { Room, Terminal } from "./room.ts";
import { contextsOf, isPaste, isText, keysOf } from "./route-keys.ts";
import { suspendFor } from "./suspend.ts";
import { swallowTypedOn } from "./typed-on.ts";

/** Parts of one paste follow each other within this time. */
const PASTE_GAP_MS = 100;

/** The size of what is drawn, and whether it is large enough to be acted on. */
export interface Drawn {
	readonly columns: number;
	readonly rows: number;
	readonly visible: boolean;
	/** Draws everything again; absent: the terminal is cleared for it. */
	readonly repaint?: () => void;
}

/** Takes all keys and pastes of the terminal: the one place where they come in. */
export function useKeys(room: Room, { columns, rows, visible, repaint }: Drawn): void {
	const { suspendTerminal } = useApp();
	const { stdin } = useStdin();
	const { stdout } = useStdout();
	const suspend: Terminal["suspend"] = (during) => suspendFor(suspendTerminal, stdin, during);
	// It shows nothing: Ink need not draw the screen again for it.
	const copy = (text: string): void => void stdout.write(clipboardCode(text));
	const terminal: Terminal = {
		columns,
		rows,
		copy,
		suspend,
		repaint: repaint ?? (() => void suspend(async () => {})),
	};
	const pasted = useRef(Number.NEGATIVE_INFINITY);
	useInput((input, key) => {
		room.frames.touch();
		if (isText(input, key) && visible && writeText(room, terminal, input)) return;
		if (isPartOfPaste(pasted, input, key)) return;
		for (const name of keysOf(input, key)) {
			// What comes fast after the key that opens a line belongs into that line.
			if (isCharacter(name) && visible && typeText(room, name)) continue;
			if (!swallowTypedOn(room, name)) press(room, terminal, visible, name);
		}
	});
	// What is pasted was not meant as keys; a line that is being written takes it.
	usePaste((text) => void typeText(room, text));
}

/** A paste that the terminal did not mark may come in several parts, of which the last can be short. */
function isPartOfPaste(last: { current: number }, input: string, key: Key): boolean {
	const now = performance.now();
	if (key.ctrl || key.escape) return false;
	if (!isPaste(input) && now - last.current >= PASTE_GAP_MS) return false;
	last.current = now;
	return true;
}

/** Puts text into the line that is being written, if one is; an Enter right behind it is the key. */
function writeText(room: Room, terminal: Terminal, input: string): boolean {
	const line = input.replace(/(?<=.)[\r\n]$/s, "");
	if (!typeText(room, line)) return false;
	if (line !== input) press(room, terminal, true, "enter");
	return true;
}

function press(room: Room, terminal: Terminal, visible: boolean, key: string): void {
	const contexts = contextsOf(room.view.getState());
	const binding = room.keymap.find(contexts, key === " " ? "space" : key);
	if (binding === undefined) return;
	if (!visible && !countsUnseen(binding.action)) return;
	// Until the session has the keys, what is typed for it must not become acts here.
	if (room.view.getState().attaching && binding.action !== "quit") return;
	if (binding.class !== "look") pinSelection(room);
	void perform(room, binding, terminal);
}

/** The code that puts a text into the terminal's clipboard. */
function clipboardCode(text: string): string {
	return `\u001b]52;c;${Buffer.from(text, "utf8").toString("base64")}\u0007`;
}

/** Nothing acts on what cannot be seen: a window that is too small can only be left. */
function countsUnseen(action: Action): boolean {
	return action === "quit" || action === "quit-now" || action === "close";
}
