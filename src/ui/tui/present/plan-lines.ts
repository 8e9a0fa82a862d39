import type { Plan, Precondition } from "../../../state/client.ts";
import { type Line, type Style, span, wrap } from "./line.ts";
import { plain } from "./plain.ts";

const plural = (n: number, word: string): string => `${n} ${word}${n === 1 ? "" : "s"}`;

/** A plan in rows of at most `columns`: what would happen, to whom, and why. */
export function planLines(plan: Plan, columns: number): readonly Line[] {
	const part = (indent: number, text: string, style: Style = {}): readonly Line[] =>
		indented(indent, text, columns, style);
	return [
		...part(0, headline(plan), { bold: true }),
		...part(0, plain(plan.why)),
		...candidateLines(plan, part),
		[],
		...conditionLines(plan.preconditions, columns),
		...(plan.preconditions.length > 0 ? [[]] : []),
		...part(0, `${plural(plan.moves.length, "session")} would move`, { bold: true }),
		...plan.moves.flatMap((move) => {
			const tags = `${move.canary ? " (first, as the canary)" : ""}${move.continues ? ", then told to continue" : ""}`;
			const from = move.from === undefined ? "" : `from ${plain(move.from)}, `;
			return part(2, `${plain(move.session)}${tags}: ${from}${plain(move.how)}`);
		}),
		...leftLines(plan, part),
	];
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
	return `Switch (${plan.reason}): ${plain(plan.from)} → ${to}`;
}

function leftLines(plan: Plan, part: Part): readonly Line[] {
	if (plan.left.length === 0) return [];
	return [
		...part(0, `${plural(plan.left.length, "session")} would stay`, { bold: true }),
		...plan.left.flatMap((l) => part(2, `${plain(l.session)}: ${plain(l.why)}`)),
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
