import type { Session, State, SwitchReason } from "../../state/model.ts";
import { isBeingGivenTask } from "../../state/select.ts";
import { ATTENDED_MS } from "../../state/stop-cuts.ts";

/** What of a switch decides how its sessions move. */
export interface Manner {
	readonly force: boolean;
	readonly reason: SwitchReason;
}

/** When and how a session would move if the switch began now, in words; those that can go at once begin with "now". */
export function howItMoves(
	state: State,
	session: Session,
	{ force, reason }: Manner,
	now: number,
): string {
	if (hasTaskComing(state, session)) {
		return "when the task that it is just being given is done";
	}
	if (session.owed?.cause === "limit") return "now: the limit cut its turn";
	const waitsForOperator = session.kind === "dedicated" && !force && reason !== "limit";
	if (session.state === "waiting") {
		return waitsForOperator ? "once it is answered" : "now: its question is left unanswered";
	}
	if (session.turn !== null) return force ? "now: its turn is cut" : "when its turn has ended";
	if (session.incarnation === null) return "now: it is not running";
	if (waitsForOperator && session.draft) return "once its input box is empty";
	const typing = session.attendedAt != null && now - session.attendedAt < ATTENDED_MS;
	if (waitsForOperator && typing) return "once nobody has typed in it for a minute";
	return "now: it is between turns";
}

/** A task is being given to it, or was typed into it, and it has not begun with that yet. */
function hasTaskComing(state: State, session: Session): boolean {
	return isBeingGivenTask(state, session) || session.incarnation?.typedAt != null;
}
