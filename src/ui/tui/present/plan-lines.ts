import type { Plan, PlannedMove, Precondition } from "../../../state/client.ts";
import { type Line, type Style, span, wrap } from "./line.ts";
import { plain } from "./plain.ts";

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** What the operator makes of a plan. */
export interface PlanEdit {
	/** The sessions that could move, in the order in which they are shown. */
	readonly offered: readonly string[];
	/** Those of them that he left out. */
	readonly stays: readonly string[];
	/** The one under the cursor. */
	readonly cursor: string | null;
}

/** A row of a plan; `session`: where the cursor can go. */
export interface PlanRow {
	readonly line: Line;
	readonly session: string | null;
}

/** A plan in rows of at most `columns`: what would happen, to whom, and why. */
export function planRows(plan: Plan, edit: PlanEdit, columns: number): readonly PlanRow[] {
	const part = (indent: number, text: string, style: Style = {}): readonly Line[] =>
		indented(indent, text, columns, style);
	const cuts = plan.moves.filter(({ cut }) => cut === true).length;
	const head = [
		...part(0, headline(plan), { bold: true }),
		...(plan.force ? part(0, `! forced: ${plural(cuts, "turn")} cut, not waited for`, CUT) : []),
		...part(0, plain(plan.why)),
		...candidateLines(plan, part),
		[],
		...conditionLines(plan.preconditions, columns),
		...(plan.preconditions.length > 0 ? [[]] : []),
		...part(0, movesTitle(plan, edit), { bold: true }),
	];
	return [
		...head.map((line) => ({ line, session: null })),
		...sessionRows(plan.moves, edit, columns),
		...leftLines(plan, edit, part).map((line) => ({ line, session: null })),
	];
}

const CUT: Style = { color: "yellow", bold: true };

function movesTitle({ moves }: Plan, { offered, stays }: PlanEdit): string {
	const out = offered.filter((name) => stays.includes(name)).length;
	return `${plural(moves.length, "session")} would move${out === 0 ? "" : `, ${out} left out by you`}`;
}

/** The sessions that could move: those that would, and those that the operator left out. */
export function sessionRows(
	moves: Plan["moves"],
	{ offered, stays, cursor }: PlanEdit,
	columns: number,
): readonly PlanRow[] {
	const known = new Map(moves.map((move) => [move.session, move]));
	const names = [...offered, ...moves.map((m) => m.session).filter((n) => !offered.includes(n))];
	return names.flatMap((session) => {
		const move = known.get(session);
		if (move === undefined && !stays.includes(session)) return [];
		const text = move === undefined ? `[ ] ${plain(session)}: left out by you` : moveText(move);
		const look = move === undefined ? { dimColor: true } : move.cut === true ? CUT : {};
		return indented(2, text, columns, look).map((line, index) => ({
			line: index === 0 && session === cursor ? [CURSOR, ...line.slice(1)] : line,
			session: index === 0 ? session : null,
		}));
	});
}

const CURSOR = span("▸ ", { color: "cyan", bold: true });

function moveText(move: PlannedMove): string {
	const tags = `${move.canary ? " (first, as the canary)" : ""}${move.continues ? ", then told to continue" : ""}`;
	const from = move.from === undefined ? "" : `from ${plain(move.from)}, `;
	return `[x] ${plain(move.session)}${tags}: ${from}${plain(move.how)}`;
}

/** What must hold for a plan, each with its remedy where it does not. */
export function conditionLines(
	conditions: readonly Precondition[],
	columns: number,
): readonly Line[] {
	return conditions.flatMap(({ ok, name, detail, remedy }) => [
		...indented(2, `${ok ? "✓ ok" : "✗ no"}  ${plain(name)}: ${plain(detail)}`, columns, tint(ok)),
		...(ok || remedy === null
			? []
			: indented(8, `remedy: ${plain(remedy)}`, columns, { color: "yellow" })),
	]);
}

type Part = (indent: number, text: string, style?: Style) => readonly Line[];

function headline(plan: Plan): string {
	const to = plan.to === null ? "no account can take over" : plain(plan.to);
	const count = plan.moves.length === 0 ? "" : `, ${plural(plan.moves.length, "session")}`;
	return `Switch (${plan.reason}): ${plain(plan.from)} → ${to}${count}`;
}

function leftLines(plan: Plan, { stays }: PlanEdit, part: Part): readonly Line[] {
	const left = plan.left.filter(({ session }) => !stays.includes(session));
	if (left.length === 0) return [];
	return [
		...part(0, `${plural(left.length, "session")} would stay`, { bold: true }),
		...left.flatMap((l) => part(2, `${plain(l.session)}: ${plain(l.why)}`)),
	];
}

/** The chosen account first: why it and not another is what the operator decides about. */
function candidateLines(plan: Plan, part: Part): readonly Line[] {
	const chosen = plan.candidates.filter((c) => c.account === plan.to);
	const others = plan.candidates.filter((c) => c.account !== plan.to);
	return [...chosen, ...others].flatMap(({ account, ok, why }) => {
		const name = `${plain(account)}${account === plan.to ? " (chosen)" : ""}`;
		return part(2, `${ok ? "✓ ok" : "✗ no"}  ${name}: ${plain(why)}`, tint(ok));
	});
}

const tint = (ok: boolean): Style => ({ color: ok ? "green" : "red" });

/** A text wrapped under an indent; what follows the first row is set in by two more. */
export function indented(
	indent: number,
	text: string,
	columns: number,
	style: Style = {},
): readonly Line[] {
	return wrap(text, columns - indent - 2).map((row, index) => [
		span(" ".repeat(index === 0 ? indent : indent + 2)),
		span(row, style),
	]);
}
