import { expect, test } from "vitest";
import { keymapOf, shippedKeymap } from "../../../src/ui/tui/keymap.ts";
import { remap } from "../../../src/ui/tui/keys/remap.ts";
import { afternoon } from "./fixtures.ts";
import { openRoom } from "./open-room.tsx";

function withKeys(wishes: Readonly<Record<string, readonly string[]>>) {
	return openRoom(afternoon(), {
		keymap: keymapOf(remap(shippedKeymap.bindings, wishes).bindings),
		size: [120, 30],
	});
}

test("the operator's key acts, the one it replaces does not, and footer and help name it", async () => {
	const room = withKeys({ switch: ["x"] });
	await room.says(" x switch");
	await room.press("s");
	await room.press("?");
	await room.says("  x               plan a switch of accounts");
	await room.press("esc", "x");
	await room.says("Switch: dry run");
});

test("the button of a dialog does what the operator's own yes does", async () => {
	const room = withKeys({ "switch.confirm": ["Y"] });
	await room.press("s");
	await room.says("Y run it", "[ Cancel ]");
	await room.press("y", "tab", "enter");
	await room.saysNoMore("Switch: dry run");
	expect(room.client.store.getState().state.openSwitch).toBeNull();
});

test("what is said after an act names the operator's key", async () => {
	const room = withKeys({ pause: ["P"] });
	await room.press("P");
	await room.says("P resumes");
});
