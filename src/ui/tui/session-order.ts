import type { Session, State } from "../../state/model.ts";
import { sessionStates, shownState } from "./present/words.ts";

const { compare: byName } = new Intl.Collator("en", { numeric: true });
const rank = new Map(sessionStates.map((state, index) => [state, index]));

/** What the sessions can be ordered by. */
export const sessionOrders = [
	"needs-me first",
	"by name",
	"by account",
	"newest change first",
] as const;
export type SessionOrder = (typeof sessionOrders)[number];

type Compare = (a: Session, b: Session) => number;

const rankOf = (session: Session): number => rank.get(shownState(session)) ?? 0;
const names: Compare = (a, b) => byName(a.name, b.name);

const compares: Readonly<Record<SessionOrder, Compare>> = {
	"needs-me first": (a, b) => rankOf(a) - rankOf(b) || names(a, b),
	"by name": names,
	"by account": (a, b) => byName(a.account ?? "", b.account ?? "") || names(a, b),
	"newest change first": (a, b) => b.stateSince - a.stateSince || names(a, b),
};

/** The order that comes after this one. */
export function nextOrder(order: SessionOrder): SessionOrder {
	const place = sessionOrders.indexOf(order);
	return sessionOrders[(place + 1) % sessionOrders.length] ?? order;
}

/**
 * The sessions from top to bottom, those that need a person first unless another order is asked for. Names in `held`
 * keep their place; what is gone is left out and what is new comes last.
 */
export function orderSessions(
	state: State,
	held: readonly string[],
	order: SessionOrder = "needs-me first",
): readonly string[] {
	const sorted = Object.values(state.sessions)
		.sort(compares[order])
		.map((s) => s.name);
	if (held.length === 0) return sorted;
	const kept = held.filter((name) => state.sessions[name] !== undefined);
	const known = new Set(kept);
	return [...kept, ...sorted.filter((name) => !known.has(name))];
}
