import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import type { Snapshot } from "../../../src/state/client.ts";
import { App } from "../../../src/ui/tui/App.tsx";
import { layoutFor, type PaneId, panes, type Rect } from "../../../src/ui/tui/layout.ts";
import { createRoom } from "../../../src/ui/tui/room.ts";
import { type Rendered, renderAt } from "../../support/render-at.ts";
import {
	account,
	hostile,
	NOW,
	quotaWindow,
	session,
	snapshot,
	task,
	testClient,
} from "./fixtures.ts";

const RUNS = 40;

const piece = fc.oneof(
	fc.constantFrom(...hostile),
	fc.constantFrom(
		"日本",
		"한국어",
		"👩‍💻",
		"🇩🇪",
		"é̂",
		"שלום",
		"ا",
		"\u001b[31m",
		"\u009b2J",
		"\t",
		"ﷺ",
		"𝕏",
		"ｗ",
	),
	fc.string({ unit: "grapheme", maxLength: 20 }),
	fc.string({ unit: "binary", maxLength: 20 }),
);
const text = fc.array(piece, { maxLength: 6 }).map((pieces) => pieces.join(""));
const size = fc.tuple(fc.integer({ min: 40, max: 200 }), fc.integer({ min: 10, max: 50 }));

/** A pool in which everything that somebody else names has one of these texts. */
function poolOf(texts: readonly string[]): Snapshot {
	const nth = (n: number): string => texts[n % texts.length] ?? "";
	return snapshot({
		sessions: texts.map((name, n) =>
			session(`${name} ${n}`, {
				account: nth(n + 1),
				doing: nth(n + 2),
				task: `t${n}`,
				state: "working",
			}),
		),
		accounts: texts.map((name, n) =>
			account(`${name} ${n}`, { windows: { [nth(n + 1)]: quotaWindow(nth(n + 1), 0.5) } }),
		),
		tasks: texts.map((title, n) => task(`t${n}`, { title, note: nth(n + 1) })),
		recent: texts.map((what, n) => ({
			...{ seq: n + 1, at: NOW },
			event: { type: "operator.warned", what, remedy: nth(n + 1) },
		})),
	});
}

function open(
	pool: Snapshot,
	texts: readonly string[],
	columns: number,
	rows: number,
	focus: PaneId,
) {
	const client = testClient(pool);
	client.previewLines = texts;
	const room = createRoom({
		client,
		options: {
			...{ demo: false, readonly: false, ascii: false, banner: null },
			...{ env: { TERM: "tmux-256color" }, now: () => NOW },
		},
		runChild: async () => 0,
		closing: new AbortController().signal,
		quit: () => {},
	});
	room.view.setState({ focus });
	const screen = renderAt(<App room={room} />, columns, rows);
	const close = () => {
		room.frames.close();
		screen.unmount();
	};
	return { screen, close };
}

/** What is in each column of a row; the further columns of what is wide are empty. */
function cellsOf(row: string): readonly string[] {
	return [...new Intl.Segmenter().segment(row)].flatMap(({ segment }) => {
		const width = stringWidth(segment);
		return [segment, ...Array.from({ length: Math.max(0, width - 1) }, () => "")].slice(0, width);
	});
}

/** The edges of a pane that are not where the layout has them. */
function brokenEdges(screen: Rendered, { x, y, width, height }: Rect): readonly string[] {
	const inside = screen.rows().slice(y + 1, y + height - 1);
	return inside.filter((row) => {
		const cells = cellsOf(row);
		return !/[│║]/.test(cells[x] ?? "") || !/[│║]/.test(cells[x + width - 1] ?? "");
	});
}

test("whatever names and titles are made of, every pane keeps its edges in their columns", async () => {
	const texts = fc.array(text, { minLength: 1, maxLength: 12 });
	await fc.assert(
		fc.asyncProperty(
			texts,
			size,
			fc.constantFrom(...panes),
			async (named, [columns, rows], focus) => {
				const { screen, close } = open(poolOf(named), named, columns, rows, focus);
				try {
					// The preview comes a moment later.
					await new Promise((resolve) => setTimeout(resolve, 5));
					const { panes: rects } = layoutFor(columns, rows, focus);
					expect(Object.values(rects).flatMap((rect) => brokenEdges(screen, rect))).toEqual([]);
				} finally {
					close();
				}
			},
		),
		{ numRuns: RUNS },
	);
}, 120_000);
