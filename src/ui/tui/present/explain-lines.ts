import type { Explanation } from "../../../state/client.ts";
import type { Candidate, Grounds, GroundsOfAccount } from "../../../state/model.ts";
import { percent } from "./gauge.ts";
import { type Line, type Style, span } from "./line.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { age, countdown } from "./time.ts";

type Part = (indent: number, text: string, style?: Style) => readonly Line[];

/** What the engine would do by itself and why, in rows of at most `columns`. */
export function explainLines(
	{ at, kind, why, from, to, sessions, grounds }: Explanation,
	columns: number,
): readonly Line[] {
	const part: Part = (indent, text, style = {}) => indented(indent, text, columns, style);
	const head = {
		none: "Nothing is to be switched",
		hold: `It would leave ${plain(from ?? "")}, but not now`,
		switch: `It switches ${plain(from ?? "")} → ${plain(to ?? "")}: ${sessions.length} sessions`,
	};
	return [
		...part(0, head[kind], { bold: true }),
		...part(0, plain(why)),
		[],
		...groundsLines(grounds, at, columns),
	];
}

/** What a decision rested on: what was known, who could take over, what would have led to another one. */
export function groundsLines(grounds: Grounds, at: number, columns: number): readonly Line[] {
	const part: Part = (indent, text, style = {}) => indented(indent, text, columns, style);
	return [
		...part(0, "What is known", { bold: true }),
		...grounds.accounts.flatMap((account) => accountLines(account, at, part)),
		...section("Who could take over", candidateLines(grounds.candidates, at, part)),
		...section(
			"What would change the answer",
			grounds.wouldChange.flatMap((what) => part(2, plain(what))),
		),
	];

	function section(title: string, lines: readonly Line[]): readonly Line[] {
		return lines.length === 0 ? [] : [[], [span(title, { bold: true })], ...lines];
	}
}

function accountLines(
	{ account, state, windows }: GroundsOfAccount,
	at: number,
	part: Part,
): readonly Line[] {
	return [
		...part(2, `${plain(account)}: ${state}`),
		...windows.flatMap(({ window, usedRatio, resetsAt, source, spent, ageMs, past }) => {
			const reset = resetsAt === null || past ? "" : `, resets in ${countdown(resetsAt - at)}`;
			const word = past ? ", reset, unconfirmed" : spent ? ", spent" : "";
			const old = age(ageMs);
			const told = `${source}, ${old === "now" ? "just now" : `${old} old`}`;
			return part(4, `${plain(window)} ${percent(usedRatio)}${word}${reset} (${told})`);
		}),
	];
}

function candidateLines(candidates: readonly Candidate[], at: number, part: Part): readonly Line[] {
	return candidates.flatMap(({ account, ok, why, until = null }) => {
		const when = until === null || until <= at ? "" : `, until in ${countdown(until - at)}`;
		const style: Style = { color: ok ? "green" : "red" };
		return part(2, `${ok ? "✓ ok" : "✗ no"}  ${plain(account)}: ${plain(why)}${when}`, style);
	});
}
