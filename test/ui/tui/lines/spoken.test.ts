import { expect, test } from "vitest";
import { spoken, tellingOf } from "../../../../src/ui/tui/lines/spoken.ts";

const frame = (...rows: readonly string[]) => tellingOf(rows.join("\n"));

test("edges, gauges and signs are left out, and columns become parts of a sentence", () => {
	const told = frame(
		"╔═ 1 Sessions (2) ═══════════╗",
		"║ ▸ ● working  api-auth  41% ║",
		"║   ○ idle     docs      ░░  ║",
		"╚════════════════════════════╝",
		" switch main → backup",
	);
	expect(told.map(({ text }) => text)).toEqual([
		"1 Sessions (2)",
		"working, api-auth, 41%",
		"idle, docs",
		"switch main to backup",
	]);
	expect(told.map(({ marked }) => marked)).toEqual([false, true, false, false]);
});

test("everything is told of the first frame, and nothing of one that says the same", () => {
	const first = frame("a", "b");
	expect(spoken([], first, false)).toEqual(["a", "b"]);
	expect(spoken(first, frame("a", "b"), true)).toEqual([]);
});

test("ages and gauges that go on by themselves are no news", () => {
	const before = frame("working  api-auth  41%  2m");
	expect(spoken(before, frame("working  api-auth  42%  3m"), false)).toEqual([]);
	expect(spoken(before, frame("waiting  api-auth  42%  3m"), false)).toEqual([
		"waiting, api-auth, 42%, 3m",
	]);
});

test("figures are told when a key asked for them", () => {
	const before = frame("checkpoint 21");
	expect(spoken(before, frame("checkpoint 22"), true)).toEqual(["checkpoint 22"]);
});

test("of a selection that moves only the row is told that it is on now", () => {
	const before = frame("▸ web-cart", "  infra-tf");
	expect(spoken(before, frame("  web-cart", "▸ infra-tf"), true)).toEqual(["infra-tf"]);
});

test("the same event at another time is told again", () => {
	const before = frame("14:30:29 ! main is spent");
	expect(spoken(before, frame("14:31:02 ! main is spent"), false)).toEqual([
		"14:31:02 ! main is spent",
	]);
});
