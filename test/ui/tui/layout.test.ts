import { describe, expect, test } from "vitest";
import {
	type Layout,
	layoutFor,
	type PaneId,
	panes,
	type Rect,
} from "../../../src/ui/tui/layout.ts";

const letters: Readonly<Record<PaneId, string>> = {
	sessions: "S",
	quota: "Q",
	queue: "U",
	events: "E",
	preview: "P",
};

/** Every cell of the screen with the parts that cover it. */
function cells(layout: Layout): string[][] {
	const grid = Array.from({ length: layout.rows }, () =>
		Array.from({ length: layout.columns }, () => ""),
	);
	const fill = (rect: Rect, letter: string) => {
		for (let y = rect.y; y < rect.y + rect.height; y++)
			for (let x = rect.x; x < rect.x + rect.width; x++) {
				const row = grid[y];
				if (row === undefined || row[x] === undefined) throw new Error(`${letter} is outside`);
				row[x] += letter;
			}
	};
	fill({ x: 0, y: 0, width: layout.columns, height: 1 }, "h");
	fill(layout.notices, "n");
	for (const [id, rect] of Object.entries(layout.panes) as [PaneId, Rect][])
		fill(rect, letters[id]);
	fill(layout.status, "s");
	fill(layout.footer, "f");
	return grid;
}

/** The layout drawn at a fourth of its width and half its height, header and footer whole. */
function drawn(layout: Layout): string {
	const rows = cells(layout);
	const kept = rows.filter((_, y) => y < 1 || y >= rows.length - 2 || y % 2 === 1);
	return kept.map((row) => row.filter((_, x) => x % 4 === 0).join("")).join("\n");
}

describe("the layout", () => {
	test("shows one pane at a time at 60x15", () => {
		expect(drawn(layoutFor(60, 15, "quota"))).toMatchInlineSnapshot(`
			"hhhhhhhhhhhhhhh
			QQQQQQQQQQQQQQQ
			QQQQQQQQQQQQQQQ
			QQQQQQQQQQQQQQQ
			QQQQQQQQQQQQQQQ
			QQQQQQQQQQQQQQQ
			QQQQQQQQQQQQQQQ
			sssssssssssssss
			fffffffffffffff"
		`);
	});

	test("stacks the sessions over quota and events at 80x24", () => {
		expect(drawn(layoutFor(80, 24, "sessions"))).toMatchInlineSnapshot(`
			"hhhhhhhhhhhhhhhhhhhh
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			QQQQQQQQQQEEEEEEEEEE
			QQQQQQQQQQEEEEEEEEEE
			QQQQQQQQQQEEEEEEEEEE
			QQQQQQQQQQEEEEEEEEEE
			ssssssssssssssssssss
			ffffffffffffffffffff"
		`);
	});

	test("gives the queue the lower part at 80x24 when it has the focus", () => {
		expect(drawn(layoutFor(80, 24, "queue", { notices: 2 }))).toMatchInlineSnapshot(`
			"hhhhhhhhhhhhhhhhhhhh
			nnnnnnnnnnnnnnnnnnnn
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			SSSSSSSSSSSSSSSSSSSS
			UUUUUUUUUUUUUUUUUUUU
			UUUUUUUUUUUUUUUUUUUU
			UUUUUUUUUUUUUUUUUUUU
			UUUUUUUUUUUUUUUUUUUU
			ssssssssssssssssssss
			ffffffffffffffffffff"
		`);
	});

	test("has two columns at 120x30", () => {
		expect(drawn(layoutFor(120, 30, "sessions"))).toMatchInlineSnapshot(`
			"hhhhhhhhhhhhhhhhhhhhhhhhhhhhhh
			SSSSSSSSSSSSSSSSSSQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSUUUUUUUUUUUU
			EEEEEEEEEEEEEEEEEEUUUUUUUUUUUU
			EEEEEEEEEEEEEEEEEEUUUUUUUUUUUU
			EEEEEEEEEEEEEEEEEEUUUUUUUUUUUU
			EEEEEEEEEEEEEEEEEEUUUUUUUUUUUU
			EEEEEEEEEEEEEEEEEEUUUUUUUUUUUU
			EEEEEEEEEEEEEEEEEEUUUUUUUUUUUU
			ssssssssssssssssssssssssssssss
			ffffffffffffffffffffffffffffff"
		`);
	});

	test("has the preview as well at 200x50", () => {
		expect(drawn(layoutFor(200, 50, "sessions"))).toMatchInlineSnapshot(`
			"hhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhhh
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSQQQQQQQQQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSQQQQQQQQQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSQQQQQQQQQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSQQQQQQQQQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSQQQQQQQQQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSQQQQQQQQQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSQQQQQQQQQQQQQQQQQQQQ
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSUUUUUUUUUUUUUUUUUUUU
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSUUUUUUUUUUUUUUUUUUUU
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSUUUUUUUUUUUUUUUUUUUU
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSUUUUUUUUUUUUUUUUUUUU
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSUUUUUUUUUUUUUUUUUUUU
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSUUUUUUUUUUUUUUUUUUUU
			SSSSSSSSSSSSSSSSSSSSSSSSSSSSSSUUUUUUUUUUUUUUUUUUUU
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			EEEEEEEEEEEEEEEEEEEEEEEEEEEEEEPPPPPPPPPPPPPPPPPPPP
			ssssssssssssssssssssssssssssssssssssssssssssssssss
			ffffffffffffffffffffffffffffffffffffffffffffffffff"
		`);
	});

	test("shows the focused pane alone when it is zoomed", () => {
		expect(Object.keys(layoutFor(200, 50, "events", { zoomed: true }).panes)).toEqual(["events"]);
	});

	test.each([
		[39, 24],
		[80, 9],
		[1, 1],
	])("has no panes at %ix%i", (columns, rows) => {
		const layout = layoutFor(columns, rows, "sessions");
		expect(layout.mode).toBe("too-small");
		expect(layout.panes).toEqual({});
	});

	test("covers every cell of the screen exactly once at every size", () => {
		for (let columns = 40; columns <= 220; columns += 23)
			for (let rows = 10; rows <= 60; rows += 7)
				for (const focus of panes)
					for (const notices of [0, 1, 4]) {
						const layout = layoutFor(columns, rows, focus, { notices });
						const wrong = cells(layout)
							.flat()
							.find((cell) => cell.length !== 1);
						expect(wrong, `${columns}x${rows} ${focus} ${notices}`).toBeUndefined();
					}
	});

	test("always shows the focused pane", () => {
		for (const [columns, rows] of [
			[60, 15],
			[80, 24],
			[120, 30],
			[200, 50],
		] as const)
			for (const focus of panes) {
				expect(Object.keys(layoutFor(columns, rows, focus).panes)).toContain(focus);
			}
	});
});
