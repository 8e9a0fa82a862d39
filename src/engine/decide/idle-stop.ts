import type { Session, State } from "../../state/model.ts";
import { demandOf } from "./demand.ts";

/**
 * The autonomous session to be stopped because it had nothing to do for so long, or `null`. The first `min` of the
 * pool are kept; one that the configuration no longer has goes at once. Pure; one at a time, the last of the pool first.
 */
export function decideIdleStop(
	state: State,
	names: readonly string[],
	rules: { readonly min: number; readonly idleStopMs: number },
	now: number,
): string | null {
	if (state.openSwitch !== null) return null;
	const left = Object.values(state.sessions).find(
		(s) => s.kind === "autonomous" && !names.includes(s.name) && isIdle(s),
	);
	if (left !== undefined) return left.name;
	const idle = names.slice(rules.min).filter((name) => {
		const session = state.sessions[name];
		if (session === undefined || !isIdle(session)) return false;
		return now - session.stateSince >= rules.idleStopMs;
	});
	const last = idle.at(-1) ?? null;
	if (last === null) return null;
	// A task that nobody can be given keeps one session up, and no more.
	const demand = [...demandOf(state, now).values()].reduce((sum, count) => sum + count, 0);
	return idle.length > demand ? last : null;
}

function isIdle({ state, task, owed, incarnation }: Session): boolean {
	return state === "idle" && task === null && owed === null && incarnation !== null;
}
