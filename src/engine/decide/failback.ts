import type { Candidate } from "../../state/client.ts";
import type { Account, Session, State } from "../../state/model.ts";
import { sessionsOn } from "../../state/select.ts";
import { canGoTo } from "./can-go-to.ts";
import { type CandidateRules, judgeCandidates, pickCandidate } from "./candidates.ts";
import { movableSessions } from "./movable.ts";
import { isSpread } from "./placement.ts";

/** What stands in the way of going back, or who goes. */
export type Failback =
	| { readonly kind: "none" }
	| { readonly kind: "later"; readonly why: string; readonly candidates: readonly Candidate[] }
	| {
			readonly kind: "go";
			readonly from: Account;
			readonly to: string;
			readonly why: string;
			readonly sessions: readonly string[];
			readonly candidates: readonly Candidate[];
	  };

/**
 * Whether all goes back to an account that is preferred over the active one and has room again, at a moment when every
 * session there rests: nobody is waited for, and no turn is cut. Under `spread` there is nothing to go back to. Pure.
 */
export function decideFailback(
	state: State,
	rules: CandidateRules & { readonly failback: "never" | "idle" },
	retryMs: number,
	now: number,
): Failback {
	const from = state.active === null ? undefined : state.accounts[state.active];
	if (rules.failback === "never" || isSpread(state) || from === undefined) return { kind: "none" };
	const preferred = judgeCandidates(state, { from, reason: "failback" }, rules, now).filter(
		({ account }) => (state.accounts[account]?.priority ?? from.priority) < from.priority,
	);
	if (preferred.length === 0) return { kind: "none" };
	const to = pickCandidate(state, preferred, now);
	if (to === null) {
		const reasons = preferred.map((c) => `${c.account} ${c.why}`).join("; ");
		return { kind: "later", why: `not going back: ${reasons}`, candidates: preferred };
	}
	if (!sessionsOn(state, from.name).every(rests)) {
		const why = `would go back to ${to} once every session rests`;
		return { kind: "later", why, candidates: preferred };
	}
	const movable = movableSessions(state, from.name, "failback", retryMs, now);
	const sessions = movable
		.map((s) => s.name)
		.filter((name) => canGoTo(state, name, to, "failback", now));
	if (sessions.length === 0 && movable.length > 0) return { kind: "none" };
	const why = `${to} is preferred and has room again`;
	return { kind: "go", from, to, why, sessions, candidates: preferred };
}

/** Nothing is under way in it, and nothing is owed to it. */
function rests({ kind, state, turn, task, owed }: Session): boolean {
	if (kind === "observed") return true;
	const quiet = state === "idle" || state === "stopped" || state === "quarantined";
	return quiet && turn === null && task === null && owed === null;
}
