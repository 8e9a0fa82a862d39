import { describe, expect, test } from "vitest";
import { jsonText } from "../../../src/ui/cli/print/json.ts";
import { outcomeLines, succeeded } from "../../../src/ui/cli/print/outcome.ts";
import { table } from "../../../src/ui/cli/print/table.ts";
import { ago, moment, since } from "../../../src/ui/cli/print/times.ts";
import { windowName } from "../../../src/ui/cli/print/words.ts";
import { cutFront } from "../../../src/ui/tui/present/line.ts";

const NOON = new Date(2027, 0, 15, 12, 0, 0).getTime();

test("a table is aligned, and only its last column is cut to the terminal", () => {
	const rows = [
		["a", "short"],
		["漢字", "x".repeat(60)],
	];
	expect(table(["NAME", "TEXT"], rows, 30)).toEqual([
		"NAME  TEXT",
		"a     short",
		`漢字  ${"x".repeat(23)}…`,
	]);
	expect(table(["NAME", "TEXT"], rows)[2]).toHaveLength(64);
});

test("files at the end of a table keep their names", () => {
	const files = ["/state/checkpoints/ccl-0/1.json", "/state/checkpoints/ccl-0/2.json"];
	const rows = files.map((file) => ["a", file]);
	expect(table(["ID", "FILE"], rows, 20, cutFront).slice(1)).toEqual([
		"a   …ts/ccl-0/1.json",
		"a   …ts/ccl-0/2.json",
	]);
});

test("times are rounded, and dated on another day", () => {
	expect(since(null, NOON)).toBe("-");
	expect(ago(NOON - 10_000, NOON)).toBe("now");
	expect(ago(NOON - 240_000, NOON)).toBe("4m ago");
	expect(moment(NOON, NOON + 60_000)).toBe("12:00");
	expect(moment(NOON, NOON + 86_400_000)).toBe("2027-01-15 12:00");
});

test("windows have the names that people use", () => {
	const names = ["five_hour", "seven_day", "seven_day_opus", "thirty_day"].map(windowName);
	expect(names).toEqual(["5h", "week", "week opus", "thirty day"]);
});

test("JSON hides nothing from a terminal and parses to the same", () => {
	const value = { text: "a\u202eb\u009b31m\ufeffc\u{e0041} 🙂 é" };
	const text = jsonText(value, 2);
	expect(text).not.toMatch(/[\u007f-\u009f\u202a-\u202e\ufeff]|\u{e0041}/u);
	expect(JSON.parse(text)).toEqual(value);
});

describe("the outcome of a demo", () => {
	const good = {
		schemaVersion: 1,
		switches: [
			{
				from: "a",
				to: "b",
				reason: "limit",
				outcome: "done",
				seconds: 4.25,
				sessions: 3,
			},
		],
		sessions: 4,
		turns: { started: 9, finished: 8, lost: 0, doubled: 0 },
		tasks: { added: 5, done: 5, failed: 0, lost: 0, doubled: 0 },
	} as const;

	test("succeeded when a switch did and nothing was lost or doubled", () => {
		expect(succeeded(good)).toBe(true);
		expect(succeeded({ ...good, switches: [] })).toBe(false);
		expect(succeeded({ ...good, turns: { ...good.turns, lost: 1 } })).toBe(false);
		expect(succeeded({ ...good, tasks: { ...good.tasks, doubled: 1 } })).toBe(false);
	});

	test("is told in lines", () => {
		expect(outcomeLines(good)).toEqual([
			"switch a → b (limit): done in 4.3 s, 3 sessions moved",
			"sessions: 4",
			"turns: 9 started, 8 finished, 0 lost, 0 doubled",
			"tasks: 5 added, 5 done, 0 failed, 0 lost, 0 doubled",
		]);
	});
});
