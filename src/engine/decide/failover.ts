import type { Candidate } from "../../state/client.ts";
import type { Account, Session, State, SwitchReason } from "../../state/model.ts";
import {
	accountState,
	nearWindows,
	readyAt,
	selectAccounts,
	sessionsOn,
	spentWindows,
} from "../../state/select.ts";
import { type CandidateRules, judgeCandidates, pickCandidate } from "./candidates.ts";

/** The rules of the configuration that the decision needs. Times in ms. */
export interface FailoverRules extends CandidateRules {
	readonly policy: "auto" | "ask" | "off";
	readonly minDwellMs: number;
	readonly maxPerHour: number;
}

export type FailoverDecision =
	| { readonly kind: "none"; readonly why: string }
	/** It would switch, but something says not now. */
	| { readonly kind: "hold"; readonly why: string; readonly from: string }
	| {
			readonly kind: "switch";
			readonly from: string;
			readonly to: string;
			readonly reason: SwitchReason;
			readonly why: string;
			readonly candidates: readonly Candidate[];
	  };

const HOUR_MS = 3_600_000;

/** Decides whether the sessions of an account must go on under another. Pure: same input, same answer. */
export function decideFailover(state: State, rules: FailoverRules, now: number): FailoverDecision {
	if (state.openSwitch !== null) return { kind: "none", why: "a switch is open" };
	const trigger = findTrigger(state, now);
	if (trigger === null) return { kind: "none", why: quiet(state, now) };
	const { account: from, reason, why } = trigger;
	const hold = (because: string): FailoverDecision => ({
		kind: "hold",
		from: from.name,
		why: `${why}; not switching: ${because}`,
	});
	if (state.dispatch.all) return hold("automatic switching is paused");
	if (rules.policy === "off") return hold("switch.policy is off");
	const braked = brake(state, rules, reason, now);
	if (braked !== null) return hold(braked);
	const candidates = judgeCandidates(state, from, reason, rules, now);
	const to = pickCandidate(state, candidates, now);
	if (to === null) return hold(allRefused(candidates, state, now));
	return { kind: "switch", from: from.name, to, reason, why, candidates };
}

/**
 * Sessions that an automatic switch may move off an account. The operator's own session that asks something stays
 * until it is answered, or the wall.
 */
export function movableSessions(
	state: State,
	account: string,
	reason: SwitchReason,
): readonly Session[] {
	const asks = (s: Session): boolean => s.kind === "dedicated" && s.state === "waiting";
	return sessionsOn(state, account).filter(
		(s) =>
			(reason === "limit" || !asks(s)) &&
			s.kind !== "observed" &&
			s.move === "auto" &&
			s.pinned == null &&
			s.state !== "stopped" &&
			s.state !== "quarantined" &&
			(s.incarnation !== null || s.owed !== null || s.task !== null || s.kind === "dedicated"),
	);
}

interface Trigger {
	readonly account: Account;
	readonly reason: SwitchReason;
	readonly why: string;
}

/**
 * The account that is worst off: spent before near, with sessions to move before the active one without any, which
 * only stands in the way of new ones.
 */
function findTrigger(state: State, now: number): Trigger | null {
	const hasSessions = (a: Account): boolean => {
		const reason = spentWindows(a, now).length > 0 ? "limit" : "threshold";
		return movableSessions(state, a.name, reason).length > 0;
	};
	const used = selectAccounts(state)
		.filter((a) => hasSessions(a) || a.name === state.active)
		.toSorted((a, b) => Number(hasSessions(b)) - Number(hasSessions(a)));
	const spent = used.find((a) => spentWindows(a, now).length > 0);
	if (spent !== undefined) {
		const names = spentWindows(spent, now).map((w) => w.window);
		return { account: spent, reason: "limit", why: `${spent.name}: ${names.join(", ")} is spent` };
	}
	for (const account of used) {
		const [near] = nearWindows(account, state.policy, now);
		if (near === undefined) continue;
		const percent = Math.floor(near.usedRatio * 100);
		return {
			account,
			reason: "threshold",
			why: `${account.name}: ${near.window} is at ${percent} %`,
		};
	}
	return null;
}

/** Dwell time binds threshold switches only: at the wall there is nothing to stay for. */
function brake(
	state: State,
	rules: FailoverRules,
	reason: SwitchReason,
	now: number,
): string | null {
	const recent = state.switches.filter((s) => now - s.begunAt < HOUR_MS).length;
	if (recent >= rules.maxPerHour) {
		return `${recent} switches in the last hour, switch.max_per_hour is ${rules.maxPerHour}`;
	}
	const since = state.lastSwitchAt === null ? null : now - state.lastSwitchAt;
	if (reason === "threshold" && since !== null && since < rules.minDwellMs) {
		const minutes = Math.ceil((rules.minDwellMs - since) / 60_000);
		return `the last switch was too recent, ${minutes} min of switch.min_dwell are left`;
	}
	return null;
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
