import type { Key } from "ink";
import { describe, expect, test } from "vitest";
import { contextsOf, keysOf } from "../../../src/ui/tui/route-keys.ts";
import { createViewStore } from "../../../src/ui/tui/view-store.ts";

const none: Key = {
	upArrow: false,
	downArrow: false,
	leftArrow: false,
	rightArrow: false,
	pageDown: false,
	pageUp: false,
	home: false,
	end: false,
	return: false,
	escape: false,
	ctrl: false,
	shift: false,
	tab: false,
	backspace: false,
	delete: false,
	meta: false,
	super: false,
	hyper: false,
	capsLock: false,
	numLock: false,
};

describe("key names", () => {
	test.each<[string, string, Partial<Key>, readonly string[]]>([
		["a letter", "j", {}, ["j"]],
		["two fast keys that arrive as one", "jj", {}, ["j", "j"]],
		["a capital", "G", { shift: true }, ["G"]],
		["a control letter", "c", { ctrl: true }, ["ctrl-c"]],
		["an arrow", "", { downArrow: true }, ["down"]],
		["enter", "\r", { return: true }, ["enter"]],
		["an enter among fast keys", "j\r", {}, ["j", "enter"]],
		["a control letter among fast keys", "j\u001a", {}, ["j", "ctrl-z"]],
		["a tab among fast keys", "j\t", {}, ["j", "tab"]],
		["escape", "", { escape: true, meta: true }, ["esc"]],
		["shift-tab", "", { tab: true, shift: true }, ["shift-tab"]],
		["an escape and a letter that arrive as one", "q", { meta: true }, ["esc", "q"]],
		["a key held down on a slow line", "jjjjjjjjjj", {}, Array.from("jjjjjjjjjj")],
		["a terminal that tells what it is", "[>84;0;0c", {}, []],
		["a terminal that got the focus", "[I", {}, []],
		["a terminal that tells its version", ">|tmux 3.3a", {}, []],
		["a sentence", "yes, quit please", {}, []],
		["nothing", "", {}, []],
	])("%s", (_, input, flags, expected) => {
		expect(keysOf(input, { ...none, ...flags })).toEqual(expected);
	});
});

describe("contexts", () => {
	test("are those of the focused pane", () => {
		const view = createViewStore().getState();
		expect(contextsOf(view)).toEqual(["sessions", "global", "always"]);
		expect(contextsOf({ ...view, focus: "quota" })).toEqual(["global", "always"]);
	});

	test("are those of the top dialog alone, which swallows the rest", () => {
		const view = createViewStore().getState();
		const dialogs = [{ kind: "quit", button: "cancel", number: 1 } as const];
		expect(contextsOf({ ...view, dialogs })).toEqual(["quit", "always"]);
	});
});
