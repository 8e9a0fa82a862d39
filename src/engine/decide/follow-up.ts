import type { Session, State, Switch } from "../../state/model.ts";
import { sessionsOn } from "../../state/select.ts";
import { isOfFamily } from "../../state/windows.ts";
import { mayMove } from "./account-for.ts";
import { readyNow } from "./readiness.ts";

/** A session that finished what it was waited for stays free for its move so long (ms) before it is fed again. */
const KEPT_FREE_MS = 60_000;

/**
 * The switch that could not wait any longer for this session, or that it came up too late for, while it still lives on
 * the account that was left; `null` when there is none, or something else has happened to the session or to that
 * account since. Pure.
 */
export function leftBy(state: State, session: Session): Switch | null {
	const last = gaveUpOn(state, session) ?? cameTooLateFor(state, session);
	if (last === null) return null;
	const newest = state.switches.find((s) => s.to === session.account || s.to === last.to);
	return newest?.to === last.to ? last : null;
}

function gaveUpOn(state: State, { name, account }: Session): Switch | null {
	const last = state.switches.find((s) => s.moves.some((m) => m.session === name));
	const move = last?.moves.find((m) => m.session === name);
	if (last === undefined || move?.outcome !== "timed-out") return null;
	return (move.from ?? last.from) === account ? last : null;
}

/** Its start on the account was recorded while the switch went on, which therefore could not list it. */
function cameTooLateFor(state: State, session: Session): Switch | null {
	const last = state.switches.find((s) => s.id === session.incarnation?.missed);
	if (last === undefined || last.outcome === "rolled-back" || !mayMove(session)) return null;
	// At the wall and by a drain all go anyway; a person's own switch takes whom the person named.
	if (last.from !== session.account || last.reason !== "threshold") return null;
	const family = last.model ?? null;
	return family === null || isOfFamily(session.model ?? null, family) ? last : null;
}

/**
 * Sessions on an account that a switch left there and that are at their boundary now: moving them ends what was begun,
 * it begins nothing new. Only those that one and the same switch left. Pure.
 */
export function followUpOf(
	state: State,
	account: string,
	now: number,
): { readonly of: Switch; readonly sessions: readonly string[] } | null {
	const all = sessionsOn(state, account).flatMap((session) => {
		const of = leftBy(state, session);
		return of !== null && readyNow(session, of, now) ? [{ of, session }] : [];
	});
	const of = all[0]?.of;
	if (of === undefined) return null;
	const sessions = all.filter((a) => a.of.id === of.id).map((a) => a.session.name);
	return { of, sessions };
}

/** It has come to its boundary late, and the switch that waited for it shall get it before the next task does. */
export function isKeptFree(state: State, session: Session, now: number): boolean {
	return now - session.stateSince < KEPT_FREE_MS && leftBy(state, session) !== null;
}
