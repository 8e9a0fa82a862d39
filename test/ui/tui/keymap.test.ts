import { describe, expect, test } from "vitest";
import { type Context, type Facts, shippedKeymap } from "../../../src/ui/tui/keymap.ts";
import { footerLine } from "../../../src/ui/tui/present/footer.ts";
import { helpLines } from "../../../src/ui/tui/present/help-lines.ts";
import { lineWidth, textOf } from "../../../src/ui/tui/present/line.ts";

/** The contexts that can hold at once, nearest first. */
const stacks: readonly (readonly Context[])[] = [
	["sessions", "global", "always"],
	["global", "always"],
	["switch", "always"],
	["wait", "always"],
	["queue", "global", "always"],
	["stop-marked", "always"],
	["stop-many", "always"],
	["new-task", "always"],
	["task", "always"],
	["task-act", "always"],
	["checkpoints", "always"],
	["checkpoint", "always"],
	["restore", "always"],
	["session", "always"],
	["stop", "always"],
	["send", "always"],
	["account", "always"],
	["progress", "always"],
	["history", "always"],
	["past-switch", "always"],
	["loops", "always"],
	["filter", "always"],
	["palette", "always"],
	["help", "always"],
	["quit", "always"],
];

const able: Facts = {
	keymap: shippedKeymap,
	readonly: false,
	link: "attached",
	session: "web-cart",
	attachable: true,
	switchOpen: false,
	account: "main",
	watchable: true,
	running: true,
	undoable: "the pause",
	scheduled: true,
	marked: 0,
	marksGone: false,
	needy: 1,
	task: { id: "app.links", state: "waiting" },
};

describe("the keymap", () => {
	test.each(stacks.map((stack) => [stack.join(" over "), stack] as const))(
		"binds no key twice in %s",
		(_, stack) => {
			const keys = stack.flatMap(shippedKeymap.of).flatMap((binding) => binding.keys);
			expect(keys.filter((key, index) => keys.indexOf(key) !== index)).toEqual([]);
		},
	);

	test("binds no key that Ink cannot tell apart and no Ctrl-letter that acts", () => {
		for (const { keys, class: kind } of shippedKeymap.bindings) {
			expect(keys.filter((key) => /^f\d+$/.test(key))).toEqual([]);
			if (kind !== "look") expect(keys.filter((key) => key.startsWith("ctrl-"))).toEqual([]);
		}
	});

	test("has a reason for every acting key in a read-only control room", () => {
		const facts = { ...able, readonly: true };
		const acting = shippedKeymap.bindings.filter(
			(b) => b.class === "guarded" || b.class === "reversible",
		);
		expect(acting.length).toBeGreaterThan(2);
		for (const binding of acting)
			expect(binding.disabledReason?.(facts), binding.description).toContain("read-only");
	});

	test("lets a read-only control room look and attach", () => {
		const facts = { ...able, readonly: true };
		const free = shippedKeymap.bindings.filter((b) => b.class === "look" || b.action === "attach");
		for (const binding of free) expect(binding.disabledReason?.(facts) ?? null).toBeNull();
	});

	test("acts on nothing while the daemon is gone", () => {
		const facts = { ...able, link: "lost" } as const;
		for (const binding of shippedKeymap.bindings.filter((b) => b.class === "guarded"))
			expect(binding.disabledReason?.(facts)).toContain("the daemon is gone");
	});
});

describe("the footer", () => {
	test.each([40, 60, 80, 200])("is not wider than %i columns", (columns) => {
		for (const stack of stacks)
			expect(lineWidth(footerLine(stack, able, columns))).toBeLessThanOrEqual(columns);
	});

	test("names the keys of the context", () => {
		expect(textOf(footerLine(["switch", "always"], able, 80))).toMatchInlineSnapshot(
			`" y run it  e other account  w wait  space leave out  f force  n cancel  ? help "`,
		);
	});

	test("keeps help and the way out when it is narrow", () => {
		expect(textOf(footerLine(["sessions", "global", "always"], able, 40))).toMatchInlineSnapshot(
			`" ↵ open  a attach  ? help  q quit "`,
		);
	});
});

describe("the help", () => {
	test("names every key of the contexts and says why one does nothing now", () => {
		const facts = { ...able, readonly: true };
		const text = helpLines(["sessions", "global"], facts).map(textOf).join("\n");
		for (const { description } of [...shippedKeymap.of("sessions"), ...shippedKeymap.of("global")])
			expect(text).toContain(description);
		expect(text).toMatch(/pause or resume dispatch\n +not now: this control room is read-only/);
	});
});
