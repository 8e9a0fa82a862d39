import { expect, test } from "vitest";
import { keymapOf, shippedKeymap } from "../../../src/ui/tui/keymap.ts";
import { type KeyWishes, remap } from "../../../src/ui/tui/keys/remap.ts";

const shipped = shippedKeymap.bindings;

function granted(wishes: KeyWishes) {
	const { bindings, problems } = remap(shipped, wishes);
	expect(problems).toEqual([]);
	return keymapOf(bindings);
}

/** Why it was not granted; nothing else may have changed. */
function refused(wishes: KeyWishes): string {
	const { bindings, problems } = remap(shipped, wishes);
	expect(bindings).toEqual(shipped);
	return problems.map(({ name, what, remedy }) => `${name}: ${what}; ${remedy}`).join("\n");
}

test("a key of the operator replaces all that the act came with", () => {
	const keymap = granted({ down: ["x"] });
	expect(keymap.find(["global"], "x")?.action).toBe("down");
	expect(keymap.find(["global"], "j")).toBeUndefined();
	expect(keymap.find(["global"], "down")).toBeUndefined();
});

test("an act that is in several places changes in all of them, one that is named with its place in that alone", () => {
	const everywhere = granted({ attach: ["K"] });
	expect(everywhere.find(["sessions"], "K")?.action).toBe("attach");
	expect(everywhere.find(["session"], "K")?.action).toBe("attach");
	const here = granted({ "session.attach": ["K"] });
	expect(here.find(["sessions"], "K")).toBeUndefined();
	expect(here.find(["session"], "K")?.action).toBe("attach");
});

test("a line that is written keeps its keys where the wish would be written into it", () => {
	const keymap = granted({ down: ["x"] });
	expect(keymap.find(["palette"], "down")?.action).toBe("down");
	expect(keymap.find(["help"], "x")?.action).toBe("down");
});

test("two acts can change places", () => {
	const keymap = granted({ switch: ["e"], explain: ["s"], "explain.close": ["esc", "q", "enter"] });
	expect(keymap.find(["global"], "e")?.action).toBe("switch");
	expect(keymap.find(["global"], "s")?.action).toBe("explain");
});

test("texts that name a key name the operator's", () => {
	expect(granted({ pause: ["P"] }).keyOf("pause")).toBe("P");
});

test.each([
	[{ swich: ["x"] }, "swich: the control room has no such act; did you mean switch?"],
	[{ quit: ["f1"] }, "quit: f1 is no key; write one character,"],
	[{ explain: ["ctrl-m"] }, "explain: ctrl-m is no key"],
	[{ explain: ["ctrl-c"] }, "explain: ctrl-c is kept to quit"],
	[{ repaint: ["x"] }, "repaint: the keys of this act cannot be changed"],
	[{ stop: ["ctrl-x"] }, "stop: ctrl-x is too easily pressed by mistake to act"],
	[{ "send.confirm": ["x"] }, "send.confirm: x would be written into the line"],
	[
		{ stop: ["C"] },
		"stop: C is the key of sessions.take-checkpoint as well; choose another key, or",
	],
	[{ stop: ["s"] }, "stop: s is the key of global.switch as well"],
	[{ switch: ["D"] }, "switch: D is the key of sessions.stop as well"],
] as const)("%j is refused with its reason", (wishes, why) => {
	expect(refused(wishes)).toContain(why);
});

test("two wishes for one key are both refused, and what rests on them too", () => {
	const why = refused({ switch: ["x"], pause: ["x"], explain: ["s"] });
	expect(why).toContain("switch: x is the key of global.pause as well");
	expect(why).toContain("pause: x is the key of global.switch as well");
	expect(why).toContain("explain: s is the key of global.switch as well");
});

test("one wish that is refused does not take the others with it", () => {
	const { bindings, problems } = remap(shipped, { swich: ["x"], pause: ["P"] });
	expect(problems).toHaveLength(1);
	expect(keymapOf(bindings).keyOf("pause")).toBe("P");
});
