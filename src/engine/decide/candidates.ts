import type { Candidate } from "../../state/client.ts";
import type { Account, State, SwitchReason } from "../../state/model.ts";
import {
	accountState,
	isCurrent,
	selectAccounts,
	thresholdOf,
	usedRatio,
} from "../../state/select.ts";
import { bestPlace, isSpread, loadOf, undoneRecently } from "./placement.ts";

/** The rules that a candidate is judged by. */
export interface CandidateRules {
	/** Highest used ratio of a candidate's 5-hour window in a threshold switch. */
	readonly candidateMax: number;
	/** An account that a switch left is a candidate again this long after the reset of what it was left for (ms). */
	readonly reactivateCooldownMs: number;
}

/** A candidate's weekly window must be this far under its threshold. */
const WEEKLY_MARGIN = 0.05;

/** 0.95 - 0.05 is a little less than 0.9. */
const ROUNDING = 1e-9;

const BAD = new Set(["disabled", "login-needed", "quarantined", "spent"]);

/** Judges every account but the one that is left, with the reason for each. */
export function judgeCandidates(
	state: State,
	from: Account,
	reason: SwitchReason,
	rules: CandidateRules,
	now: number,
): readonly Candidate[] {
	return selectAccounts(state)
		.filter((a) => a.name !== from.name)
		.map((account) => {
			const refusal = refusalOf(state, account, from, reason, rules, now);
			const why = refusal ?? `can take over, ${shareOf(account, now)}`;
			return { account: account.name, ok: refusal === null, why };
		});
}

/** How much of it is used, as far as known. */
function shareOf(account: Account, now: number): string {
	const shares = Object.values(account.windows)
		.filter((w) => isCurrent(w, now))
		.map((w) => `${Math.round(w.usedRatio * 100)} % of ${w.window}`);
	return shares.length === 0 ? "its use is not known" : `${shares.join(" and ")} used`;
}

/** The accounts that were found good. */
export function goodCandidates(state: State, candidates: readonly Candidate[]): readonly Account[] {
	return selectAccounts(state).filter((a) => candidates.some((c) => c.ok && c.account === a.name));
}

/**
 * Under `spread` the best place for one session more. Else priority first; at the same priority the one with more headroom. Those that are near their own limit come last,
 * most headroom first: a switch to one of them would soon be followed by another.
 */
export function pickCandidate(
	state: State,
	candidates: readonly Candidate[],
	now: number,
): string | null {
	const good = goodCandidates(state, candidates);
	if (isSpread(state)) return bestPlace(state, good, loadOf(state), now)?.name ?? null;
	const isNear = (a: Account): boolean => accountState(a, state.policy, now) === "near";
	const [best] = good.toSorted((a, b) => {
		const headroom = usedRatio(a, now) - usedRatio(b, now);
		if (isNear(a) !== isNear(b)) return isNear(a) ? 1 : -1;
		return isNear(a) ? headroom : a.priority - b.priority || headroom;
	});
	return best?.name ?? null;
}

function refusalOf(
	state: State,
	account: Account,
	from: Account,
	reason: SwitchReason,
	rules: CandidateRules,
	now: number,
): string | null {
	const condition = accountState(account, state.policy, now);
	if (BAD.has(condition)) return `is ${account.withheld ?? condition}`;
	if (account.uuid !== null && account.uuid === from.uuid)
		return "is the same account as the one left";
	const undone = undoneRecently(state, account.name, now);
	if (undone !== null) return undone;
	if (reason !== "threshold") return null;
	if (condition === "unknown") return "has no reading yet";
	return tooUsed(state, account, rules, now) ?? tooSoon(account, rules, now);
}

function tooUsed(
	state: State,
	account: Account,
	rules: CandidateRules,
	now: number,
): string | null {
	for (const window of Object.values(account.windows)) {
		if (!isCurrent(window, now)) continue;
		const weekly = window.window.startsWith("seven_day");
		const most = weekly
			? thresholdOf(state.policy, window.window) - WEEKLY_MARGIN
			: rules.candidateMax;
		if (window.usedRatio > most + ROUNDING) {
			const [used, allowed] = [window.usedRatio, most].map((r) => Math.round(r * 100));
			return `has used ${used} % of ${window.window}, at most ${allowed} % is allowed`;
		}
	}
	return null;
}

/**
 * An account that a switch left rests until what it was left for is reset, and a while longer. That a reading of the
 * new period is there is asked elsewhere: without one it is `unknown`.
 */
function tooSoon(account: Account, rules: CandidateRules, now: number): string | null {
	const { leftAt, leftUntil } = account;
	if (leftAt === null) return null;
	const reset = leftUntil ?? null;
	if (reset !== null && now < reset) {
		return `was left until its reset in ${Math.ceil((reset - now) / 60_000)} min`;
	}
	const since = now - (reset ?? leftAt);
	if (since >= rules.reactivateCooldownMs) return null;
	const what = reset === null ? "was left" : "was reset";
	return `${what} ${Math.round(since / 1000)} s ago (quota.reactivate_cooldown)`;
}
