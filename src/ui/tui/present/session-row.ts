import type { Session, State } from "../../../state/model.ts";
import { type FittedColumn, fitColumns, tableRow } from "./columns.ts";
import { gauge, percent } from "./gauge.ts";
import { type Line, type Span, widthOf } from "./line.ts";
import { plain } from "./plain.ts";
import { age } from "./time.ts";
import { sessionLooks, shownState, styleOf } from "./words.ts";

export type SessionColumn =
	| "mark"
	| "state"
	| "name"
	| "account"
	| "context"
	| "gauge"
	| "age"
	| "task"
	| "doing";

const between = (low: number, n: number, high: number): number => Math.max(low, Math.min(n, high));

/**
 * The columns of the sessions pane for a row of this width; names decide the width of theirs. `marking`: some are
 * marked.
 */
export function sessionColumns(
	state: State,
	columns: number,
	marking = false,
): readonly FittedColumn<SessionColumn>[] {
	const longest = (names: readonly string[]) => Math.max(0, ...names.map((n) => widthOf(plain(n))));
	const name = between(7, longest(Object.keys(state.sessions)), columns >= 100 ? 24 : 14);
	const words = longest(Object.values(state.sessions).map(shownState)) + 2;
	const account = between(7, longest(Object.keys(state.accounts)), columns >= 100 ? 16 : 10);
	return fitColumns<SessionColumn>(
		[
			{ key: "mark", title: "", width: marking ? 2 : 1 },
			{ key: "state", title: "STATE", width: between(10, words, columns >= 60 ? 13 : 10) },
			{ key: "name", title: "SESSION", width: name, cutAt: "front" },
			{ key: "account", title: "ACCOUNT", width: account },
			{ key: "gauge", title: "CONTEXT", width: 10, from: 110 },
			{ key: "context", title: columns >= 110 ? "" : "CTX", width: 4, align: "right", from: 46 },
			{ key: "age", title: "AGE", width: 4, align: "right" },
			{ key: "task", title: "TASK", width: columns >= 110 ? 24 : 16, from: 90 },
			{ key: "doing", title: "DOING", width: "rest", from: 50 },
		],
		columns,
	);
}

/** What a session does, or why it does nothing, in its own words. */
export function doingOf(session: Session): string {
	const words = session.turn === null ? session.note : (session.note ?? session.doing);
	return plain(words ?? session.doing ?? "");
}

/** The title of the task that a session works on. */
export function taskTitleOf(state: State, session: Session): string {
	if (session.task === null) return "";
	return plain(state.tasks.get(session.task)?.title ?? session.task);
}

export interface SessionRowInput {
	readonly session: Session;
	readonly task: string;
	readonly minute: number;
	readonly selected: boolean;
	readonly marked?: boolean;
	readonly columns: readonly FittedColumn<SessionColumn>[];
}

/** A session as a row. */
export function sessionRow(input: SessionRowInput): Line {
	const { session, task, minute, selected, marked = false, columns } = input;
	const word = shownState(session);
	const look = sessionLooks[word];
	const used = session.contextUsedRatio;
	const full: Span = {
		text: percent(used),
		...(used !== null && used >= 0.8 ? { color: "yellow" } : {}),
	};
	const faint = word === "stopped" || word === "not running" ? { dimColor: true } : {};
	return tableRow<SessionColumn>(columns, {
		mark: { text: `${selected ? "▸" : " "}${marked ? "✓" : ""}`, color: "cyan", bold: true },
		state: { text: `${look.glyph} ${word}`, ...styleOf(look) },
		name: { text: plain(session.name), ...faint, ...(selected ? { bold: true } : {}) },
		account: { text: plain(session.account ?? "--"), ...faint },
		gauge: { ...full, text: used === null ? "" : gauge(used, 10) },
		context: full,
		age: { text: age(minute - session.stateSince), dimColor: true },
		task: { text: task, ...faint },
		doing: { text: doingOf(session), ...faint },
	});
}
