import type { Grounds, Move, MoveReadiness, State, Switch } from "../../../state/model.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** What became of one session. */
export interface SwitchedSessionView {
	readonly name: string;
	readonly outcome: Move["outcome"];
	/** From the first step of its move to the end of it; `null`: it took no step, or is not at its end. */
	readonly seconds: number | null;
	/** How it was ready to be stopped; `null`: it was not stopped. */
	readonly readiness: MoveReadiness | null;
	readonly note: string | null;
}

/** One switch. Times are epoch milliseconds; `seconds` is from its begin to its end. */
export interface SwitchView {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly reason: Switch["reason"];
	readonly why: string;
	readonly startedAt: number;
	/** The same as `startedAt`. */
	readonly begunAt: number;
	readonly committedAt: number | null;
	readonly endedAt: number | null;
	readonly seconds: number | null;
	readonly outcome: Switch["outcome"];
	readonly note: string | null;
	readonly moved: number;
	readonly total: number;
	readonly sessions: readonly SwitchedSessionView[];
	readonly moves: readonly Move[];
	/** What it rested on; `null`: an older version began it. */
	readonly grounds: Grounds | null;
}

export interface HistoryView extends Versioned {
	readonly switches: readonly SwitchView[];
}

/** Switches that ended, newest first. */
export function historyView(state: State): HistoryView {
	return { schemaVersion: SCHEMA_VERSION, switches: state.switches.map(switchView) };
}

export function switchView(of: Switch): SwitchView {
	return {
		id: of.id,
		from: of.from,
		to: of.to,
		reason: of.reason,
		why: of.why,
		startedAt: of.begunAt,
		begunAt: of.begunAt,
		committedAt: of.committedAt,
		endedAt: of.endedAt,
		seconds: secondsBetween(of.begunAt, of.endedAt),
		outcome: of.outcome,
		note: of.note,
		moved: movedOf(of),
		total: of.moves.length,
		sessions: of.moves.map(sessionView),
		moves: of.moves,
		grounds: of.grounds ?? null,
	};
}

function sessionView(move: Move): SwitchedSessionView {
	return {
		name: move.session,
		outcome: move.outcome,
		seconds: secondsBetween(move.startedAt, move.endedAt),
		readiness: move.readiness ?? null,
		note: move.note,
	};
}

function secondsBetween(from: number | null, to: number | null): number | null {
	return from === null || to === null ? null : (to - from) / 1000;
}

/** How many sessions of a switch have arrived. */
export function movedOf(of: Switch): number {
	return of.moves.filter((move) => move.outcome === "moved").length;
}
