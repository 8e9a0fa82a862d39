import * as z from "zod";
import type * as model from "../../../state/model.ts";
import { Grounds } from "../shapes/grounds.ts";
import { Move, MoveOutcome, MoveReadiness, SwitchOutcome, SwitchReason } from "../shapes/switch.ts";
import { list, time } from "../shapes/units.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { versioned } from "./versioned.ts";

/** What became of one session. */
export const SwitchedSessionView = z.object({
	name: z.string(),
	outcome: MoveOutcome.nullable(),
	seconds: z
		.number()
		.nullable()
		.describe("From its first step to its end; null: it took no step, or is not at its end"),
	readiness: MoveReadiness.nullable().describe("null: it was not stopped"),
	note: z.string().nullable(),
});
export type SwitchedSessionView = z.infer<typeof SwitchedSessionView>;

/** One switch. */
export const SwitchView = z
	.object({
		id: z.string(),
		from: z.string(),
		to: z.string(),
		reason: SwitchReason,
		why: z.string(),
		startedAt: time("Its begin"),
		begunAt: time("The same as startedAt"),
		committedAt: time("From then on it could not be undone").nullable(),
		endedAt: time("Its end").nullable(),
		seconds: z.number().nullable().describe("From its begin to its end"),
		outcome: SwitchOutcome.nullable(),
		note: z.string().nullable(),
		moved: z.number().describe("Sessions that have arrived"),
		total: z.number().describe("Sessions that were to go"),
		sessions: list(SwitchedSessionView),
		moves: list(Move),
		grounds: Grounds.nullable().describe("What it rested on; null: an older version began it"),
	})
	.meta({ id: "Switch" });
export type SwitchView = z.infer<typeof SwitchView>;

export const HistoryView = versioned({
	switches: list(SwitchView).describe("Those that ended, newest first"),
}).meta({ id: "History" });
export type HistoryView = z.infer<typeof HistoryView>;

/** Switches that ended, newest first. */
export function historyView(state: model.State): HistoryView {
	return { schemaVersion: SCHEMA_VERSION, switches: state.switches.map(switchView) };
}

export function switchView(of: model.Switch): SwitchView {
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

function sessionView(move: model.Move): SwitchedSessionView {
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
export function movedOf(of: model.Switch): number {
	return of.moves.filter((move) => move.outcome === "moved").length;
}
