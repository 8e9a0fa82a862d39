import type { Candidate } from "../../state/client.ts";
import type { State, SwitchReason } from "../../state/model.ts";
import { accountState, readyAt } from "../../state/select.ts";
import { type Brake, brakeOf, failoverOf } from "./brakes.ts";
import {
	type CandidateRules,
	goodCandidates,
	judgeCandidates,
	pickCandidate,
} from "./candidates.ts";
import { followUpOf } from "./follow-up.ts";
import { isSpread } from "./placement.ts";
import { failoverUnderway, shareFor } from "./share.ts";
import { findTriggers, type Trigger } from "./triggers.ts";

/** The rules of the configuration that the decision needs. Times in ms. */
export interface FailoverRules extends CandidateRules {
	readonly policy: "auto" | "ask" | "off";
	readonly minDwellMs: number;
	readonly maxPerHour: number;
}

export type FailoverDecision =
	| { readonly kind: "none"; readonly why: string }
	/** It would switch, but something says not now. `alert`: what a person is to be told, and what to do. */
	| {
			readonly kind: "hold";
			readonly why: string;
			readonly from: string;
			readonly alert: { readonly what: string; readonly remedy: string } | null;
	  }
	| {
			readonly kind: "switch";
			readonly from: string;
			readonly to: string;
			readonly reason: SwitchReason;
			readonly why: string;
			readonly candidates: readonly Candidate[];
			/** Who goes to `to`, those that lose time first. */
			readonly sessions: readonly string[];
			/** Who goes elsewhere, in a switch that follows. */
			readonly later: readonly string[];
			/** The first switch of the failover that this one goes on with; `null`: it begins one. */
			readonly failover: string | null;
	  };

/** Decides whether the sessions of an account must go on under another. Pure: same input, same answer. */
export function decideFailover(state: State, rules: FailoverRules, now: number): FailoverDecision {
	if (state.openSwitch !== null) return { kind: "none", why: "a switch is open" };
	const decisions = findTriggers(state, rules.minDwellMs, now).map((t) =>
		decideFor(state, t, rules, now),
	);
	// What holds one account back is no reason to leave another where it is.
	const first = decisions.find((d) => d.kind === "switch") ?? decisions[0];
	return first ?? { kind: "none", why: quiet(state, now) };
}

function decideFor(
	state: State,
	trigger: Trigger,
	rules: FailoverRules,
	now: number,
): FailoverDecision {
	const { account: from, reason, why } = trigger;
	const hold = ({ because, alert }: Brake): FailoverDecision => ({
		kind: "hold",
		from: from.name,
		why: `${why}; not switching: ${because}`,
		alert,
	});
	if (state.dispatch.all) return hold({ because: "automatic switching is paused", alert: null });
	const candidates = judgeCandidates(state, from, reason, rules, now);
	const late = followUp(state, trigger, rules, now);
	if (late !== null && candidates.some((c) => c.ok && c.account === late.of.to)) {
		const { of, sessions } = late;
		const more = { sessions, later: [], failover: failoverOf(of) };
		return { kind: "switch", from: from.name, to: of.to, reason, why, candidates, ...more };
	}
	if (reason === "manual")
		return hold({ because: allRefused(candidates, state, now), alert: null });
	const underway = failoverUnderway(state, from.name, trigger.sessions, now);
	const brake = underway === null ? brakeOf(state, rules, reason, now) : null;
	if (brake !== null) return hold(brake);
	const to = pickCandidate(state, candidates, now);
	if (to === null) return hold({ because: allRefused(candidates, state, now), alert: null });
	const going = underway?.sessions ?? trigger.sessions;
	const share = isSpread(state)
		? shareFor(state, going, to, goodCandidates(state, candidates), now)
		: { sessions: going, later: [] };
	const failover = underway?.id ?? null;
	return { kind: "switch", from: from.name, to, reason, why, candidates, ...share, failover };
}

/** What a switch left on the account ends that switch late: neither dwell time nor the count per hour holds it. */
function followUp(
	state: State,
	{ account, sessions, reason }: Trigger,
	rules: FailoverRules,
	now: number,
): ReturnType<typeof followUpOf> {
	// At the wall, and by a drain, all go at once.
	if (rules.policy === "off" || reason === "limit" || reason === "drain") return null;
	const late = followUpOf(state, account.name, now);
	const going = late?.sessions.filter((name) => sessions.includes(name)) ?? [];
	return late === null || going.length === 0 ? null : { of: late.of, sessions: going };
}

function allRefused(candidates: readonly Candidate[], state: State, now: number): string {
	if (candidates.length === 0) return "there is no other account";
	const reasons = candidates.map((c) => `${c.account} ${c.why}`).join("; ");
	const resets = Object.values(state.accounts)
		.map((a) => readyAt(a, now))
		.filter((at): at is number => at !== null && at > now);
	const soonest = resets.length === 0 ? null : Math.min(...resets);
	if (soonest === null) return reasons;
	return `${reasons}; the next reset is in ${Math.ceil((soonest - now) / 60_000)} min`;
}

function quiet(state: State, now: number): string {
	const active = state.active === null ? undefined : state.accounts[state.active];
	if (active === undefined) return "no account is in use";
	return `${active.name} is ${accountState(active, state.policy, now)}`;
}
