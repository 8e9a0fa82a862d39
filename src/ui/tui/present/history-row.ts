import type { Switch, SwitchOutcome } from "../../../state/model.ts";
import type { Keymap } from "../keymap.ts";
import { type FittedColumn, fitColumns, tableRow } from "./columns.ts";
import { type Line, span } from "./line.ts";
import { seconds } from "./move-words.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { dayClock } from "./time.ts";
import { type Look, styleOf } from "./words.ts";

export type HistoryColumn =
	| "mark"
	| "when"
	| "from"
	| "to"
	| "reason"
	| "outcome"
	| "moved"
	| "took"
	| "why";

/** How a switch ended. */
export const outcomeLooks: Readonly<Record<SwitchOutcome, Look>> = {
	done: { glyph: "✓", color: "green" },
	partial: { glyph: "◐", color: "yellow" },
	"rolled-back": { glyph: "←", color: "yellow", bold: true },
	failed: { glyph: "✕", color: "red", bold: true },
};

const OPEN: Look = { glyph: "●", color: "cyan" };

/** The columns of the list of switches. */
export function historyColumns(columns: number): readonly FittedColumn<HistoryColumn>[] {
	const account = columns >= 120 ? 18 : 10;
	return fitColumns<HistoryColumn>(
		[
			{ key: "mark", title: "", width: 1 },
			{ key: "when", title: "WHEN", width: 11 },
			{ key: "from", title: "FROM", width: account, from: 52 },
			{ key: "to", title: "TO", width: columns < 52 ? "rest" : account },
			{ key: "reason", title: "REASON", width: 9, from: 80 },
			{ key: "outcome", title: "OUTCOME", width: 13 },
			{ key: "moved", title: "MOVED", width: 5, align: "right", from: 62 },
			{ key: "took", title: "TOOK", width: 12, align: "right", from: 72 },
			{ key: "why", title: "WHY", width: "rest", from: 100 },
		],
		columns,
	);
}

/** A switch as a row. */
export function historyRow(
	one: Switch,
	columns: readonly FittedColumn<HistoryColumn>[],
	now: number,
	selected: boolean,
): Line {
	const strong = selected ? { bold: true } : {};
	const look = one.outcome === null ? OPEN : outcomeLooks[one.outcome];
	const moved = one.moves.filter(({ outcome }) => outcome === "moved").length;
	return tableRow<HistoryColumn>(columns, {
		mark: { text: selected ? "▸" : " ", color: "cyan", bold: true },
		when: { text: dayClock(one.begunAt, now) },
		from: { text: plain(one.from), ...strong },
		to: { text: plain(one.to), ...strong },
		reason: { text: one.reason },
		outcome: { text: `${look.glyph} ${one.outcome ?? "open"}`, ...styleOf(look) },
		moved: { text: `${moved}/${one.moves.length}` },
		took: { text: tookOf(one) },
		why: { text: plain(one.note === null ? one.why : `${one.why} (${one.note})`) },
	});
}

/** Why it began, and what else is to know, in rows of at most `columns`. */
export function historyFacts({ reason, why, note }: Switch, columns: number): readonly Line[] {
	const rows = indented(0, `${reason}: ${plain(why)}`, columns);
	if (note === null) return rows;
	return [...rows.slice(0, 1), ...indented(0, plain(note), columns, { color: "yellow" })];
}

/** How long a switch took, from its begin to its end; `--`: it has not ended. */
export function tookOf({ begunAt, endedAt }: Switch): string {
	return endedAt === null ? "--" : seconds(Math.max(0, endedAt - begunAt));
}

/** What an empty history says. */
export function noSwitches({ keyOf }: Keymap): readonly Line[] {
	return [
		[span(`no switch has ended yet: ${keyOf("switch")} plans one`)],
		[span(`${keyOf("explain")} says why none began by itself`, { dimColor: true })],
	];
}
