import type { Move, MoveReadiness, Switch } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<EngineParts, "recorder">;

/** Records that a move has its outcome. */
export function endMove(
	{ recorder }: Parts,
	open: Switch,
	session: string,
	outcome: NonNullable<Move["outcome"]>,
	note: string | null,
): true {
	recorder.commit({ type: "move.ended", id: open.id, session, outcome, note });
	return true;
}

/** What a step of a move is recorded with. */
export interface StepDetails {
	readonly note?: string;
	readonly owed?: boolean;
	readonly checkpoint?: string;
	readonly readiness?: MoveReadiness;
	readonly toIncarnation?: string;
}

/** Records a step of a move. */
export function stepMove(
	{ recorder }: Parts,
	open: Switch,
	{ session }: Move,
	step: Move["step"],
	details: StepDetails,
): true {
	recorder.commit({ type: "move.stepped", id: open.id, session, step, ...details });
	return true;
}
