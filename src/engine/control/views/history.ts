import type { Move, State, Switch } from "../../../state/model.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** One switch. Times are epoch milliseconds; `seconds` is from its begin to its end. */
export interface SwitchView {
	readonly id: string;
	readonly from: string;
	readonly to: string;
	readonly reason: Switch["reason"];
	readonly why: string;
	readonly begunAt: number;
	readonly committedAt: number | null;
	readonly endedAt: number | null;
	readonly seconds: number | null;
	readonly outcome: Switch["outcome"];
	readonly note: string | null;
	readonly moved: number;
	readonly total: number;
	readonly moves: readonly Move[];
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
		begunAt: of.begunAt,
		committedAt: of.committedAt,
		endedAt: of.endedAt,
		seconds: of.endedAt === null ? null : (of.endedAt - of.begunAt) / 1000,
		outcome: of.outcome,
		note: of.note,
		moved: movedOf(of),
		total: of.moves.length,
		moves: of.moves,
	};
}

/** How many sessions of a switch have arrived. */
export function movedOf(of: Switch): number {
	return of.moves.filter((move) => move.outcome === "moved").length;
}
