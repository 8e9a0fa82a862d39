import type { Move, Switch } from "../../../state/model.ts";
import { widthOf } from "./line.ts";
import { placeOf, reasonOf, returnWords, seconds, timeOf } from "./move-words.ts";
import { plain } from "./plain.ts";
import { elapsed } from "./time.ts";

/** The few looks that a row has; all are of the terminal's own palette. */
export type RowLook = "green" | "yellow" | "cyan" | "red" | "dim" | "bold";

/** One row of the picture, not yet fitted to the terminal. */
export interface Row {
	readonly text: string;
	readonly colour: RowLook;
}

const AWAY: Row = { text: "! the daemon is gone; waiting for it to come back", colour: "yellow" };

/**
 * A switch as rows: how far it is, whether it can still be undone, and where each session is; of many sessions only
 * those that fit into `room` rows.
 */
export function switchRows(now: Switch, at: number, room: number, away: boolean): readonly Row[] {
	const head = [...headRows(now, at), ...(away ? [AWAY] : [])];
	const left = Math.max(0, room - head.length);
	const fits = now.moves.length <= left;
	const moves = fits ? now.moves : mostTelling(now.moves).slice(0, Math.max(0, left - 1));
	const rest = now.moves.length - moves.length;
	const more: readonly Row[] = rest === 0 ? [] : [{ text: `  … and ${rest} more`, colour: "dim" }];
	return [...head, ...moveRows(moves, at), ...more].slice(0, room);
}

/** Whether it can still go back has a row of its own: a narrow terminal cuts the others. */
function headRows(now: Switch, at: number): readonly Row[] {
	const { from, to, outcome, note } = now;
	const parts = [...(outcome === null ? [] : [outcome]), ...countsOf(now), lengthOf(now, at)];
	const failed = outcome !== null && outcome !== "done" && note !== null;
	return [
		{ text: plain(`switch ${from} → ${to}: ${parts.join(", ")}`), colour: "bold" },
		{ text: `  ${returnWords(now)}`, colour: now.committedAt === null ? "cyan" : "yellow" },
		...(failed ? [{ text: plain(`  ${note}`), colour: "red" } as const] : []),
	];
}

function countsOf({ moves }: Switch): readonly string[] {
	const count = (is: (move: Move) => boolean) => moves.filter(is).length;
	const draining = count((move) => move.outcome === null && move.step === "draining");
	const apart = count((move) => move.outcome !== null && move.outcome !== "moved");
	return [
		`${count((move) => move.outcome === "moved")}/${moves.length} moved`,
		...(draining > 0 ? [`${draining} draining`] : []),
		...(apart > 0 ? [`${apart} not moved`] : []),
	];
}

function lengthOf({ begunAt, endedAt }: Switch, at: number): string {
	return endedAt === null ? elapsed(at - begunAt) : seconds(endedAt - begunAt);
}

/** Those under way first, then those that ended apart, those that wait, and those that moved. */
function mostTelling(moves: readonly Move[]): readonly Move[] {
	return [...moves].sort((a, b) => rank(a) - rank(b));
}

function rank({ outcome, step }: Move): number {
	if (outcome === "moved") return 3;
	if (outcome !== null) return 1;
	return step === "pending" ? 2 : 0;
}

function moveRows(moves: readonly Move[], at: number): readonly Row[] {
	const names = moves.map((move) => plain(move.session));
	const width = Math.max(0, ...names.map(widthOf));
	return moves.map((move, nth) => {
		const name = names[nth] ?? "";
		const gap = " ".repeat(width - widthOf(name));
		const cells = [name + gap, placeOf(move).padEnd(12), timeCell(move, at).padEnd(8)];
		const text = `  ${cells.join("  ")}  ${plain(reasonOf(move))}`.trimEnd();
		return { text, colour: colourOf(move) };
	});
}

function timeCell(move: Move, at: number): string {
	const ms = timeOf(move, at);
	if (ms === null) return "";
	return move.endedAt === null ? elapsed(ms) : seconds(ms);
}

function colourOf({ outcome, step }: Move): RowLook {
	if (outcome === "moved") return "green";
	if (outcome === "failed") return "red";
	if (outcome !== null || step === "draining") return "yellow";
	return step === "pending" ? "dim" : "cyan";
}
