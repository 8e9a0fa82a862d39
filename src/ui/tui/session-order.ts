import type { Session, State } from "../../state/model.ts";
import { sessionStates, shownState } from "./present/words.ts";

const { compare: byName } = new Intl.Collator("en", { numeric: true });
const rank = new Map(sessionStates.map((state, index) => [state, index]));

function needsMeFirst(a: Session, b: Session): number {
	const rankOf = (session: Session) => rank.get(shownState(session)) ?? 0;
	return rankOf(a) - rankOf(b) || byName(a.name, b.name);
}

/**
 * The sessions from top to bottom, those that need a person first. Names in `held` keep their
 * place; what is gone is left out and what is new comes last.
 */
export function orderSessions(state: State, held: readonly string[]): readonly string[] {
	const sorted = Object.values(state.sessions)
		.sort(needsMeFirst)
		.map((s) => s.name);
	if (held.length === 0) return sorted;
	const kept = held.filter((name) => state.sessions[name] !== undefined);
	const known = new Set(kept);
	return [...kept, ...sorted.filter((name) => !known.has(name))];
}
