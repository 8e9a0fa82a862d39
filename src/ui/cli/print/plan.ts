import type { Plan } from "../../../state/client.ts";
import { plain } from "../../tui/present/plain.ts";
import { align } from "./table.ts";
import { count } from "./words.ts";

/** A plan in lines: what would move and how, what stays and why, and what stands against it. */
export function planLines(plan: Plan): readonly string[] {
	return [
		plain(headline(plan)),
		...indented(plan.moves.map((move) => [move.session, moveText(move)])),
		...titled(
			"stays:",
			plan.left.map((left) => [left.session, left.why]),
		),
		...titled("candidates:", candidateRows(plan)),
		...titled("preconditions:", conditionRows(plan)),
	];
}

/** Why a plan cannot run, in one line, and what to do. */
export function refusalText(plan: Plan): string {
	const failed = plan.preconditions.filter((condition) => !condition.ok);
	if (failed.length === 0) return plain(plan.why);
	const reasons = failed.map((c) => (c.remedy === null ? c.detail : `${c.detail}; ${c.remedy}`));
	return plain(reasons.join(". "));
}

function headline({ from, to, moves, why }: Plan): string {
	if (to === null) return `no switch${from === "" ? "" : ` from ${from}`}: ${why}`;
	return `switch ${from} → ${to}, ${count(moves.length, "session")}: ${why}`;
}

function moveText(move: Plan["moves"][number]): string {
	const parts = move.from === undefined ? [move.how] : [`from ${move.from}`, move.how];
	if (move.canary) parts.push("goes first");
	if (move.continues) parts.push("is told to continue");
	return parts.join(", ");
}

function candidateRows({ candidates }: Plan): readonly (readonly string[])[] {
	return candidates.map(({ account, ok, why }) => [ok ? "ok" : "no", account, why]);
}

function conditionRows({ preconditions }: Plan): readonly (readonly string[])[] {
	return preconditions.map(({ name, ok, detail, remedy }) => {
		return [ok ? "ok" : "no", name, ok || remedy === null ? detail : `${detail}; ${remedy}`];
	});
}

function titled(title: string, rows: readonly (readonly string[])[]): readonly string[] {
	return rows.length === 0 ? [] : [title, ...indented(rows)];
}

function indented(rows: readonly (readonly string[])[]): readonly string[] {
	return align(rows).map((line) => `  ${line}`);
}
