import type { Candidate } from "../../state/client.ts";
import { forecastOf } from "../../state/forecast.ts";
import type { QuotaWindow, State, SwitchReason } from "../../state/model.ts";
import { accountState, readyAt } from "../../state/select.ts";
import { type Brake, type BrakeRules, brakeOf, failoverOf, quietly } from "./brakes.ts";
import { canGoTo, unlessNobodyCanGo } from "./can-go-to.ts";
import {
	type CandidateRules,
	goodCandidates,
	judgeCandidates,
	pickCandidate,
} from "./candidates.ts";
import { decideFailback } from "./failback.ts";
import { followUpOf } from "./follow-up.ts";
import { isSpread } from "./placement.ts";
import { failoverUnderway, shareFor } from "./share.ts";
import { findTriggers, type Trigger } from "./triggers.ts";
import { waitForReset } from "./wait-for-reset.ts";

/** The rules of the configuration that the decision needs. Times in ms. */
export interface FailoverRules extends CandidateRules, BrakeRules {
	readonly failback: "never" | "idle";
	/** An account that is reset so soon is waited for where that is cheaper than a switch; 0: never. */
	readonly waitForResetMs: number;
}

export type FailoverDecision =
	| {
			readonly kind: "none";
			readonly why: string;
			/** The accounts that were looked at, if any. */
			readonly candidates: readonly Candidate[];
	  }
	/** It would switch, but something says not now. `alert`: what a person is to be told, and what to do. */
	| {
			readonly kind: "hold";
			readonly why: string;
			readonly from: string;
			/** When it lets go by itself (epoch ms); `null`: nobody knows. */
			readonly until: number | null;
			readonly alert: { readonly what: string; readonly remedy: string } | null;
			readonly candidates: readonly Candidate[];
	  }
	| {
			readonly kind: "switch";
			readonly from: string;
			readonly to: string;
			readonly reason: SwitchReason;
			readonly why: string;
			readonly candidates: readonly Candidate[];
			/** Only sessions of this model family go; `null`: any. */
			readonly model: string | null;
			/** Who goes to `to`, those that lose time first. */
			readonly sessions: readonly string[];
			/** Who goes elsewhere, in a switch that follows. */
			readonly later: readonly string[];
			/** The first switch of the failover that this one goes on with; `null`: it begins one. */
			readonly failover: string | null;
	  };

/** Decides whether the sessions of an account must go on under another. Pure: same input, same answer. */
export function decideFailover(state: State, rules: FailoverRules, now: number): FailoverDecision {
	if (state.openSwitch !== null) return none("a switch is open");
	const decisions = findTriggers(state, rules.minDwellMs, now).map((t) =>
		decideFor(state, t, rules, now),
	);
	// What holds one account back is no reason to leave another where it is.
	const first = decisions.find((d) => d.kind === "switch") ?? decisions[0];
	return first ?? goBack(state, rules, now);
}

function none(why: string, candidates: readonly Candidate[] = []): FailoverDecision {
	return { kind: "none", why, candidates };
}

function decideFor(
	state: State,
	trigger: Trigger,
	rules: FailoverRules,
	now: number,
): FailoverDecision {
	const { account: from, reason, why, model } = trigger;
	const candidates = judgeCandidates(state, { from, reason, model }, rules, now);
	const hold = ({ because, until, alert }: Brake): FailoverDecision => ({
		kind: "hold",
		from: from.name,
		why: `${why}; not switching: ${because}`,
		...{ until, alert, candidates },
	});
	if (state.dispatch.all) return hold(quietly("automatic switching is paused"));
	const known = { kind: "switch", from: from.name, reason, why, candidates, model } as const;
	const late = followUp(state, trigger, rules, now);
	if (late !== null && candidates.some((c) => c.ok && c.account === late.of.to)) {
		const { of, sessions } = late;
		return { ...known, to: of.to, sessions, later: [], failover: failoverOf(of) };
	}
	if (reason === "manual") return hold(allRefused(candidates, state, now));
	const underway = failoverUnderway(state, trigger, now);
	const brake = underway === null ? brakeFor(state, trigger, rules, now) : null;
	if (brake !== null) return hold(brake);
	const all = underway?.sessions ?? trigger.sessions;
	const able = candidates.map((c) => unlessNobodyCanGo(state, c, all, reason, now));
	const to = pickCandidate(state, able, now, model);
	if (to === null) return hold(allRefused(able, state, now));
	const going = all.filter((name) => canGoTo(state, name, to, reason, now));
	const share = isSpread(state)
		? shareFor(state, going, to, goodCandidates(state, able), now)
		: { sessions: going, later: [] };
	return { ...known, to, ...share, failover: underway?.id ?? null };
}

function brakeFor(state: State, trigger: Trigger, rules: FailoverRules, now: number): Brake | null {
	const { waitForResetMs } = rules;
	return (
		brakeOf(state, rules, trigger.reason, now) ??
		waitForReset(state, trigger, waitForResetMs, (w) => earliestWall(state, w, now), now)
	);
}

function earliestWall(state: State, window: QuotaWindow, now: number): number | null | "unknown" {
	const forecast = forecastOf(window, state.policy, now);
	return forecast === null ? "unknown" : forecast.low;
}

/** Nothing has to be left; whether a preferred account is gone back to. */
function goBack(state: State, rules: FailoverRules, now: number): FailoverDecision {
	const back = decideFailback(state, rules, rules.minDwellMs, now);
	if (back.kind === "none") return none(quiet(state, now));
	if (back.kind === "later") return none(`${quiet(state, now)}; ${back.why}`, back.candidates);
	const { why, to, sessions, candidates } = back;
	const from = back.from.name;
	const paused = state.dispatch.all ? quietly("automatic switching is paused") : null;
	const brake = paused ?? brakeOf(state, rules, "failback", now);
	if (brake !== null) {
		const { because, until, alert } = brake;
		return {
			kind: "hold",
			from,
			why: `${why}; not switching: ${because}`,
			until,
			alert,
			candidates,
		};
	}
	const all = { model: null, later: [], failover: null };
	return { kind: "switch", from, to, reason: "failback", why, candidates, sessions, ...all };
}

/** What a switch left on the account ends that switch late: neither dwell time nor the count per hour holds it. */
function followUp(
	state: State,
	{ account, sessions, reason, model }: Trigger,
	rules: FailoverRules,
	now: number,
): ReturnType<typeof followUpOf> {
	// At the wall, and by a drain, all go at once.
	if (rules.policy === "off" || reason === "limit" || reason === "drain") return null;
	const late = followUpOf(state, account.name, now);
	const going = late?.sessions.filter((name) => sessions.includes(name)) ?? [];
	if (late === null || going.length === 0 || (late.of.model ?? null) !== model) return null;
	return { of: late.of, sessions: going };
}

function allRefused(candidates: readonly Candidate[], state: State, now: number): Brake {
	if (candidates.length === 0) return quietly("there is no other account");
	const reasons = candidates.map((c) => `${c.account} ${c.why}`).join("; ");
	const resets = Object.values(state.accounts)
		.map((a) => readyAt(a, now))
		.filter((at): at is number => at !== null && at > now);
	const soonest = resets.length === 0 ? null : Math.min(...resets);
	const ends = candidates.flatMap((c) => c.until ?? []);
	const until = ends.length === 0 ? soonest : Math.min(...ends);
	if (soonest === null) return quietly(reasons, until);
	const minutes = Math.ceil((soonest - now) / 60_000);
	return quietly(`${reasons}; the next reset is in ${minutes} min`, until);
}

function quiet(state: State, now: number): string {
	const active = state.active === null ? undefined : state.accounts[state.active];
	if (active === undefined) return "no account is in use";
	return `${active.name} is ${accountState(active, state.policy, now)}`;
}
