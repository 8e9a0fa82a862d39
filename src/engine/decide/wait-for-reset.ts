import type { QuotaWindow, Session, State } from "../../state/model.ts";
import { currentWindows, thresholdOf } from "../../state/select.ts";
import { type Brake, quietly } from "./brakes.ts";
import type { Trigger } from "./triggers.ts";

/**
 * What a minute of waiting is worth (tokens). A session that moves makes its new account read its whole context anew:
 * its prompt cache stays behind. Two hundred thousand tokens are worth four minutes.
 */
const TOKENS_A_MINUTE = 50_000;

/** Where nothing is known of the contexts, so long (ms) is waited for. */
const UNKNOWN_COST_MS = 60_000;

const MINUTE_MS = 60_000;

/** When a window is full by its forecast, at the earliest (epoch ms); `null`: not before its reset. */
export type EarliestWall = (window: QuotaWindow) => number | null | "unknown";

/**
 * Waiting instead of a switch, when that is cheaper: all that the account would be left for is reset within
 * `waitForResetMs`. Before the wall that costs nothing, if by the forecast the wall is not reached until then. At the
 * wall the sessions wait for as long as their contexts are worth. `null`: go. Pure.
 */
export function waitForReset(
	state: State,
	trigger: Trigger,
	waitForResetMs: number,
	earliestWall: EarliestWall,
	now: number,
): Brake | null {
	const { reason } = trigger;
	if (reason !== "threshold" && reason !== "limit") return null;
	const windows = causes(state, trigger, now);
	const resetsAt = Math.max(...windows.map((w) => w.resetsAt ?? Number.POSITIVE_INFINITY));
	const left = resetsAt - now;
	if (!(left <= waitForResetMs)) return null;
	const minutes = Math.ceil(left / MINUTE_MS);
	const soon = `${windows.map((w) => w.window).join(", ")} resets in ${minutes} min`;
	// Only tasks wait, and no turn is cut.
	if (trigger.held !== undefined) return quietly(soon, resetsAt);
	if (reason === "limit") {
		const worth = worthOfContexts(state, trigger.sessions);
		if (left > worth) return null;
		return quietly(`${soon}, sooner than their contexts are worth moving`, resetsAt);
	}
	const reaches = windows.some((w) => {
		const wall = earliestWall(w);
		return wall === "unknown" || (wall !== null && wall < resetsAt);
	});
	return reaches
		? null
		: quietly(`${soon}, and by the forecast it is not full until then`, resetsAt);
}

function causes(state: State, { account, reason, model, held }: Trigger, now: number) {
	if (held !== undefined) return [held];
	return currentWindows(account, now, model).filter((w) =>
		reason === "limit" ? w.spent : w.usedRatio >= thresholdOf(state.policy, w.window),
	);
}

/** For how long (ms) it is cheaper to wait than to have the contexts of these sessions read anew, on average. */
function worthOfContexts(state: State, names: readonly string[]): number {
	const known = names.flatMap((name) => costOfMove(state.sessions[name]) ?? []);
	if (known.length === 0) return UNKNOWN_COST_MS;
	const mean = known.reduce((sum, tokens) => sum + tokens, 0) / known.length;
	return (mean / TOKENS_A_MINUTE) * MINUTE_MS;
}

/**
 * What a move of a session costs: the tokens of its context that would have been found in the prompt cache and are read
 * anew; `null`: not known. A cold conversation costs the same wherever it goes on.
 */
export function costOfMove(session: Session | undefined): number | null {
	const tokens = session?.contextTokens ?? null;
	if (tokens === null) return null;
	return session?.cacheWarm === false ? 0 : tokens;
}
