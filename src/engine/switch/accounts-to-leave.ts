import type { PlanAsk } from "../../state/client.ts";
import type { Account, State } from "../../state/model.ts";
import { selectAccounts, sessionsOn, usedRatio } from "../../state/select.ts";
import { isSpread } from "../decide/placement.ts";
import { whereItLives } from "./who-goes.ts";

/**
 * Those of the sessions that were named; else the active one. Under `spread` the active one is the best, so there it
 * is the one with least room.
 */
export function accountsToLeave(
	state: State,
	ask: Pick<PlanAsk, "to" | "sessions">,
	now: number,
): readonly Account[] {
	const used = selectAccounts(state).filter(
		(a) => a.name !== ask.to && sessionsOn(state, a.name).length > 0,
	);
	if (ask.sessions !== null) {
		const homes = new Set(ask.sessions.map((name) => state.sessions[name]?.account));
		return used.filter((a) => homes.has(a.name));
	}
	const [worst] = used.toSorted((a, b) => usedRatio(b, now) - usedRatio(a, now));
	const active = used.find((a) => a.name === state.active) ?? used[0];
	return [isSpread(state) ? worst : active].filter((a) => a !== undefined);
}

/** Why there is no account to leave. */
export function nothingToLeave(
	state: State,
	{ to, sessions }: Pick<PlanAsk, "to" | "sessions">,
): string {
	if (sessions !== null) {
		return sessions.map((name) => `${name}: ${whereItLives(state, name)}`).join("; ");
	}
	const there = to !== null && sessionsOn(state, to).length > 0;
	return there ? `all sessions are on ${to} already` : "no session lives on any account";
}
