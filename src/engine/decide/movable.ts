import type { Move, Session, State, SwitchReason } from "../../state/model.ts";
import { isBeingGivenTask, sessionsOn } from "../../state/select.ts";
import { leftBy } from "./follow-up.ts";
import { isSpread } from "./placement.ts";
import { readyNow } from "./readiness.ts";
import { urgency } from "./switch-step.ts";
import { costOfMove } from "./wait-for-reset.ts";

/**
 * Sessions that a switch which nobody looks at may move off an account, those that lose time or can go at once first.
 * The operator's own session that asks something stays until it is answered, or the wall. Who could not be moved is
 * tried again after `retryMs` (ms). Pure.
 */
export function movableSessions(
	state: State,
	account: string,
	reason: SwitchReason,
	retryMs: number,
	now: number,
): readonly Session[] {
	const asks = (s: Session): boolean => s.kind === "dedicated" && s.state === "waiting";
	return sessionsOn(state, account)
		.filter(
			(s) =>
				s.kind !== "observed" &&
				s.state !== "stopped" &&
				s.state !== "quarantined" &&
				(reason === "limit" || !asks(s)) &&
				mayGo(s, reason) &&
				hasSomethingToMove(state, s) &&
				(reason === "manual" ? leftBy(state, s) !== null : !wasLeftBehind(state, s, retryMs, now)),
		)
		.toSorted((a, b) => rank(a) - rank(b) || (isSpread(state) ? cost(a) - cost(b) : 0));
}

/** Where sessions part, those go first that have little to be read anew; what is not known costs most. */
function cost(session: Session): number {
	return costOfMove(session) ?? Number.MAX_SAFE_INTEGER;
}

/** A drain is an operator's own order: those that ask to be asked go along. */
function mayGo({ move, pinned, bound }: Session, reason: SwitchReason): boolean {
	return (
		pinned == null && bound == null && (move === "auto" || (move === "ask" && reason === "drain"))
	);
}

function hasSomethingToMove(state: State, s: Session): boolean {
	if (s.incarnation !== null || s.kind === "dedicated") return true;
	return s.owed !== null || s.task !== null || isBeingGivenTask(state, s);
}

function rank(session: Session): number {
	return (session.turn === null ? 0 : 3) + urgency(session);
}

const LEFT_BEHIND: ReadonlySet<Move["outcome"]> = new Set(["timed-out", "failed"]);

/** A switch tried in vain: at once it would only try in vain again, unless the turn it waited for is over. */
function wasLeftBehind(state: State, session: Session, retryMs: number, now: number): boolean {
	for (const past of state.switches) {
		const move = past.moves.find((m) => m.session === session.name);
		if (move === undefined) continue;
		if ((move.from ?? past.from) !== session.account || !LEFT_BEHIND.has(move.outcome))
			return false;
		if (move.outcome === "timed-out" && readyNow(session, past, now)) return false;
		// What ended keeps its time: after a clock that was set back it may lie ahead, and must hold nobody for as long.
		return Math.abs(now - (move.endedAt ?? past.begunAt)) < retryMs;
	}
	return false;
}
