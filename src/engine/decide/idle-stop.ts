import type { State } from "../../state/model.ts";
import { isDemanded } from "./demand.ts";

/**
 * The autonomous session to be stopped because it had nothing to do for so long, or `null`. The first `min` of the
 * pool are kept. Pure; one at a time, the last of the pool first.
 */
export function decideIdleStop(
	state: State,
	names: readonly string[],
	rules: { readonly min: number; readonly idleStopMs: number },
	now: number,
): string | null {
	if (state.openSwitch !== null) return null;
	const idle = names.slice(rules.min).filter((name) => {
		const session = state.sessions[name];
		const rests = session?.state === "idle" && session.task === null && session.owed === null;
		return rests && session.incarnation !== null && now - session.stateSince >= rules.idleStopMs;
	});
	const last = idle.at(-1) ?? null;
	return last === null || isDemanded(state, now) ? null : last;
}
