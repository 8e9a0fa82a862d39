import type { Account, MoveOutcome, State } from "../../state/model.ts";
import { failoverOf } from "./brakes.ts";
import { addTo, bestPlace, loadOf } from "./placement.ts";
import type { Trigger } from "./triggers.ts";

/** A switch that begins this soon (ms) after the last one of the same account ended goes on with its failover. */
const FOLLOWS_MS = 5 * 60_000;

/** What a failover of several switches still has to do. */
export interface Underway {
	/** Its first switch. */
	readonly id: string;
	readonly sessions: readonly string[];
}

const TRIED: ReadonlySet<MoveOutcome | null> = new Set(["moved", "timed-out", "failed", "parked"]);

/**
 * Under `spread` a failover is a row of switches, one for each target. `null` when this one would begin a new
 * failover: the last switch was of another account, long ago, or has tried everybody. Pure.
 */
export function failoverUnderway(
	state: State,
	{ account, sessions, model }: Pick<Trigger, "account" | "sessions" | "model">,
	now: number,
): Underway | null {
	const [last] = state.switches;
	if (state.policy.strategy !== "spread" || last === undefined) return null;
	if (last.from !== account.name || last.reason === "manual") return null;
	if ((last.model ?? null) !== model) return null;
	if (Math.abs(now - (last.endedAt ?? now)) > FOLLOWS_MS) return null;
	const id = failoverOf(last);
	const parts = state.switches.filter((s) => failoverOf(s) === id);
	const tried = new Set(
		parts.flatMap((s) => s.moves.filter((m) => TRIED.has(m.outcome)).map((m) => m.session)),
	);
	const rest = sessions.filter((name) => !tried.has(name));
	return rest.length === 0 ? null : { id, sessions: rest };
}

/**
 * Which of the sessions go to `to` when all of them are placed, one after the other, on the good accounts; the others
 * are left for the switches that follow. The first in line go first. Pure.
 */
export function shareFor(
	state: State,
	sessions: readonly string[],
	to: string,
	good: readonly Account[],
	now: number,
): { readonly sessions: readonly string[]; readonly later: readonly string[] } {
	const load = loadOf(state);
	let share = 0;
	for (const _ of sessions) {
		const place = bestPlace(state, good, load, now)?.name ?? to;
		addTo(load, place);
		if (place === to) share += 1;
	}
	return { sessions: sessions.slice(0, share), later: sessions.slice(share) };
}
