import type { Move, Switch } from "../../../state/model.ts";
import { readinessText } from "../../../state/sentences.ts";
import { groundsLines } from "./explain-lines.ts";
import { outcomeLooks, tookOf } from "./history-row.ts";
import { type Line, type Style, span } from "./line.ts";
import { returnWords, seconds, stepWords, timeOf } from "./move-words.ts";
import { plain } from "./plain.ts";
import { indented } from "./plan-lines.ts";
import { clockSeconds, dayClock } from "./time.ts";
import { styleOf } from "./words.ts";

type Part = (indent: number, text: string, style?: Style) => readonly Line[];

const NO_GROUNDS = "What it rested on is not kept: the newest switches keep it, older ones do not.";

/** A switch that ended, in rows of at most `columns`: what it did, to whom, and what it rested on. */
export function pastSwitchLines(past: Switch, now: number, columns: number): readonly Line[] {
	const { from, to, outcome, reason, why, note, moves, grounds, begunAt } = past;
	const part: Part = (indent, text, style = {}) => indented(indent, text, columns, style);
	const look = outcome === null ? {} : styleOf(outcomeLooks[outcome]);
	const glyph = outcome === null ? "" : `${outcomeLooks[outcome].glyph} `;
	return [
		...part(0, `${plain(from)} → ${plain(to)}`, { bold: true }),
		...part(0, `${glyph}${outcome ?? "under way"}, took ${tookOf(past)}`, look),
		...part(0, `${dayClock(begunAt, now)} (${reason}): ${plain(why)}`),
		...part(0, pointOfNoReturn(past)),
		...(note === null ? [] : noteLines(note, outcome === "done", part)),
		[],
		[span(`Sessions (${moves.length})`, { bold: true })],
		...moves.flatMap((move) => part(2, moveWords(move, now), moveStyle(move))),
		[],
		...(grounds === undefined ? part(0, NO_GROUNDS) : groundsLines(grounds, begunAt, columns)),
	];
}

/** Of what went well it is no warning. */
function noteLines(note: string, isDone: boolean, part: Part): readonly Line[] {
	return isDone ? part(0, plain(note)) : part(0, `! ${plain(note)}`, { color: "yellow" });
}

function pointOfNoReturn(past: Switch): string {
	const { committedAt } = past;
	return committedAt === null
		? returnWords(past)
		: `${returnWords(past)} since ${clockSeconds(committedAt)}`;
}

/** How far it came, and why no further. */
function moveWords(move: Move, now: number): string {
	const { session, outcome, step, canary, owed, checkpoint, note, readiness } = move;
	const took = timeOf(move, now);
	const why = note ?? (readiness == null ? "" : readinessText[readiness]);
	const parts = [
		outcome === "moved" ? "moved" : `${outcome ?? "open"}, came as far as: ${stepWords[step]}`,
		...(took === null ? [] : [`took ${seconds(took)}`]),
		...(canary ? ["the first, as the canary"] : []),
		...(owed ? ["its turn was cut and continued"] : []),
		...(checkpoint === null ? [] : [`checkpoint ${plain(checkpoint)}`]),
	];
	const glyph = outcome === "moved" ? "✓" : "!";
	return `${glyph} ${plain(session)}: ${parts.join(", ")}${why === "" ? "" : `; ${plain(why)}`}`;
}

function moveStyle({ outcome }: Move): Style {
	if (outcome === "moved") return {};
	return { color: outcome === "failed" ? "red" : "yellow" };
}
