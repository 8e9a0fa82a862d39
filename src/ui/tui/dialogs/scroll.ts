import type { Facts } from "../keymap.ts";
import { helpLines } from "../present/help-lines.ts";
import type { Line } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { indented, planLines } from "../present/plan-lines.ts";
import type { HelpDialogState, SwitchDialogState } from "./dialog.ts";

/** Rows of a switch dialog that do not scroll: edges, buttons and the rows around them. */
export const SWITCH_CHROME = 5;

/** The whole text of a switch dialog; the dialog shows a slice of it. */
export function switchText(dialog: SwitchDialogState, columns: number): readonly Line[] {
	const { plan, problem } = dialog;
	const lines: Line[] = [];
	if (problem !== null) {
		lines.push(...indented(0, `✗ ${plain(problem.why)}`, columns, { color: "red", bold: true }));
		lines.push(...indented(2, plain(problem.remedy), columns, { color: "yellow" }), []);
	}
	if (plan !== null) lines.push(...planLines(plan, columns));
	else if (problem === null) lines.push(...indented(0, "Planning…", columns));
	return lines;
}

/** The whole text of the help. */
export function helpText(dialog: HelpDialogState, facts: Facts): readonly Line[] {
	return helpLines(dialog.contexts, facts);
}

/** How far a text of so many lines can scroll in so many rows. */
export function scrollLimit(lines: number, rows: number): number {
	return Math.max(0, lines - Math.max(1, rows));
}
