import type { State } from "../../state/model.ts";
import { accountState, selectAccounts } from "../../state/select.ts";
import { bestPlaces, isSpread, loadOf, startableAccounts } from "./placement.ts";

/**
 * The account that new sessions shall start on from now, `null` when it stays as it is. Under `spread` the best
 * place, without changing between places that are as good; under `active-standby` only when the active one is not to
 * be used for new work any more. Pure.
 */
export function decideActive(state: State, now: number): string | null {
	const active = state.active === null ? undefined : state.accounts[state.active];
	if (isSpread(state)) {
		const best = bestPlaces(state, startableAccounts(state, now), loadOf(state), now);
		return best.some((a) => a === active) ? null : (best[0]?.name ?? null);
	}
	if (active !== undefined && accountState(active, state.policy, now) !== "disabled") return null;
	return firstUsable(state, now);
}

/** The preferred account; one without a reading only when none is known to be good, one near its limit last. */
function firstUsable(state: State, now: number): string | null {
	for (const wanted of [["ok", "unmetered"], ["unknown"], ["near"]]) {
		const found = selectAccounts(state).find((a) =>
			wanted.includes(accountState(a, state.policy, now)),
		);
		if (found !== undefined) return found.name;
	}
	return null;
}
