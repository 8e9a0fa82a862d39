import type { Session, State } from "./model.ts";

/** The state with one session changed; one that is not known stays unknown. */
export function change(state: State, name: string, by: (session: Session) => Session): State {
	const session = state.sessions[name];
	if (session === undefined) return state;
	return { ...state, sessions: { ...state.sessions, [name]: by(session) } };
}

/** The same for a fact of a process life: one of another life than the present is void. */
export function ofLife(
	state: State,
	event: { readonly session: string; readonly incarnation: string },
	by: (session: Session) => Session,
): State {
	if (state.sessions[event.session]?.incarnation?.id !== event.incarnation) return state;
	return change(state, event.session, by);
}

export function mapSessions(state: State, by: (session: Session) => Session): State {
	const entries = Object.entries(state.sessions).map(([name, s]) => [name, by(s)] as const);
	return { ...state, sessions: Object.fromEntries(entries) };
}

/** The session in another state, since now; in the same one, since when it was. */
export function enter(
	s: Session,
	next: Session["state"],
	note: string | null,
	at: number,
): Session {
	const stateSince = s.state === next ? s.stateSince : at;
	return { ...s, state: next, stateSince, note };
}
