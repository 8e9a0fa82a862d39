import type { State } from "../../../state/model.ts";
import type { Facts } from "../keymap.ts";
import { explainLines } from "../present/explain-lines.ts";
import { helpLines } from "../present/help-lines.ts";
import type { Line } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { indented, type PlanRow, planRows, sessionRows } from "../present/plan-lines.ts";
import { restorePlanLines } from "../present/restore-plan-lines.ts";
import { stopMarkedLines } from "../present/stop-lines.ts";
import type {
	ExplainDialogState,
	HelpDialogState,
	RestoreDialogState,
	StopManyDialogState,
	StopMarkedDialogState,
	SwitchDialogState,
} from "./dialog.ts";

/** Rows of a dialog with a plan that do not scroll: edges, buttons and the rows around them. */
export const PLAN_CHROME = 5;

/** The whole text of a switch dialog; the dialog shows a slice of it. */
export function switchText(dialog: SwitchDialogState, columns: number): readonly PlanRow[] {
	const { plan, problem } = dialog;
	const above = plan === null ? noPlanLines(problem, columns) : problemLines(problem, columns);
	const rows = above.map((line) => ({ line, session: null }));
	if (plan !== null) return [...rows, ...planRows(plan, dialog, columns)];
	return problem === null ? rows : [...rows, ...sessionRows([], dialog, columns)];
}

/** The whole text of a restore dialog. */
export function restoreText(
	{ plan, problem }: RestoreDialogState,
	columns: number,
): readonly Line[] {
	if (plan === null) return noPlanLines(problem, columns);
	return [...problemLines(problem, columns), ...restorePlanLines(plan, columns)];
}

function noPlanLines(problem: SwitchDialogState["problem"], columns: number): readonly Line[] {
	return problem === null ? indented(0, "Planning…", columns) : problemLines(problem, columns);
}

/** Why something was refused, and what to do next; empty when nothing was. */
export function problemLines(
	problem: SwitchDialogState["problem"],
	columns: number,
): readonly Line[] {
	if (problem === null) return [];
	return [
		...indented(0, `✗ ${plain(problem.why)}`, columns, { color: "red", bold: true }),
		...indented(2, plain(problem.remedy), columns, { color: "yellow" }),
		[],
	];
}

/** The whole text of a dialog that stops several sessions. */
export function stopMarkedText(
	dialog: StopMarkedDialogState | StopManyDialogState,
	sessions: State["sessions"],
	now: number,
	columns: number,
): readonly Line[] {
	const known = dialog.sessions.flatMap((name) => sessions[name] ?? []);
	return [...problemLines(dialog.problem, columns), ...stopMarkedLines(known, now, columns)];
}

/** The whole text of an explanation. */
export function explainText(
	{ explanation, problem }: ExplainDialogState,
	columns: number,
): readonly Line[] {
	if (problem !== null) return indented(0, `✗ ${plain(problem)}`, columns, { color: "red" });
	return explanation === null
		? indented(0, "Asking…", columns)
		: explainLines(explanation, columns);
}

/** The whole text of the help. */
export function helpText(dialog: HelpDialogState, facts: Facts): readonly Line[] {
	return helpLines(dialog.contexts, facts);
}

/** How far a text of so many lines can scroll in so many rows. */
export function scrollLimit(lines: number, rows: number): number {
	return Math.max(0, lines - Math.max(1, rows));
}
