import type { Candidate } from "../../state/client.ts";
import type { Account, State, SwitchReason } from "../../state/model.ts";
import {
	accountState,
	currentWindows,
	readyAt,
	selectAccounts,
	thresholdOf,
	usedRatio,
} from "../../state/select.ts";
import { isWeekly } from "../../state/windows.ts";
import { bestPlace, isSpread, loadOf, undoneRecently } from "./placement.ts";

/** The rules that a candidate is judged by. */
export interface CandidateRules {
	/** Highest used ratio of a candidate's 5-hour window in a threshold switch. */
	readonly candidateMax: number;
	/** An account that a switch left is a candidate again this long after the reset of what it was left for (ms). */
	readonly reactivateCooldownMs: number;
}

/** What is left, and why. */
export interface Leaving {
	readonly from: Account;
	readonly reason: SwitchReason;
	/** Only sessions of this model family go; `null` or absent: any. */
	readonly model?: string | null;
}

/** A candidate's weekly window must be this far under its threshold. */
const WEEKLY_MARGIN = 0.05;

/** 0.95 - 0.05 is a little less than 0.9. */
const ROUNDING = 1e-9;

const BAD = new Set(["disabled", "login-needed", "quarantined", "spent"]);

/** These begin nothing that could not wait: a candidate must have room, and rest after it was left. */
const WITHOUT_HURRY: ReadonlySet<SwitchReason> = new Set(["threshold", "failback"]);

/** Why an account cannot take over. `until`: when that may end by itself (epoch ms). */
interface Refusal {
	readonly why: string;
	readonly until: number | null;
}

/** Judges every account but the one that is left, with the reason for each. */
export function judgeCandidates(
	state: State,
	leaving: Leaving,
	rules: CandidateRules,
	now: number,
): readonly Candidate[] {
	return selectAccounts(state)
		.filter((a) => a.name !== leaving.from.name)
		.map((account) => {
			const refusal = refusalOf(state, account, leaving, rules, now);
			if (refusal !== null) return { account: account.name, ok: false, ...refusal };
			const why = `can take over, ${shareOf(account, leaving.model ?? null, now)}`;
			return { account: account.name, ok: true, why };
		});
}

/** How much of it is used, as far as known. */
function shareOf(account: Account, model: string | null, now: number): string {
	const shares = currentWindows(account, now, model).map(
		(w) => `${Math.round(w.usedRatio * 100)} % of ${w.window}`,
	);
	return shares.length === 0 ? "its use is not known" : `${shares.join(" and ")} used`;
}

/** The accounts that were found good. */
export function goodCandidates(state: State, candidates: readonly Candidate[]): readonly Account[] {
	return selectAccounts(state).filter((a) => candidates.some((c) => c.ok && c.account === a.name));
}

/**
 * Under `spread` the best place for one session more. Else priority first; at the same priority the one with more
 * headroom. Those that are near their own limit come last, most headroom first: a switch to one of them would soon be
 * followed by another.
 */
export function pickCandidate(
	state: State,
	candidates: readonly Candidate[],
	now: number,
	model: string | null = null,
): string | null {
	const good = goodCandidates(state, candidates);
	if (isSpread(state)) return bestPlace(state, good, loadOf(state), now, model)?.name ?? null;
	const isNear = (a: Account): boolean => accountState(a, state.policy, now, model) === "near";
	const [best] = good.toSorted((a, b) => {
		const headroom = usedRatio(a, now, model) - usedRatio(b, now, model);
		if (isNear(a) !== isNear(b)) return isNear(a) ? 1 : -1;
		return isNear(a) ? headroom : a.priority - b.priority || headroom;
	});
	return best?.name ?? null;
}

function refusalOf(
	state: State,
	account: Account,
	{ from, reason, model = null }: Leaving,
	rules: CandidateRules,
	now: number,
): Refusal | null {
	const condition = accountState(account, state.policy, now, model);
	if (BAD.has(condition)) {
		const until = condition === "spent" ? readyAt(account, now, model) : null;
		return { why: `is ${account.withheld ?? condition}`, until };
	}
	if (account.uuid !== null && account.uuid === from.uuid)
		return { why: "is the same account as the one left", until: null };
	const undone = undoneRecently(state, account.name, now);
	if (undone !== null) return { why: undone, until: null };
	if (!WITHOUT_HURRY.has(reason)) return null;
	if (condition === "unknown") return { why: "has no reading yet", until: null };
	if (isUnconfirmed(account, now)) return { why: "was reset, unconfirmed", until: null };
	return tooUsed(state, account, model, rules, now) ?? tooSoon(account, rules, now);
}

/** What it was left for was to be reset, and it has not told its quota since, though it can be asked. */
export function isUnconfirmed({ kind, leftUntil = null, told }: Account, now: number): boolean {
	return kind === "login" && leftUntil !== null && leftUntil <= now && (told?.at ?? 0) < leftUntil;
}

function tooUsed(
	state: State,
	account: Account,
	model: string | null,
	rules: CandidateRules,
	now: number,
): Refusal | null {
	for (const { window, usedRatio: ratio, resetsAt } of currentWindows(account, now, model)) {
		const most = isWeekly(window)
			? thresholdOf(state.policy, window) - WEEKLY_MARGIN
			: rules.candidateMax;
		if (ratio <= most + ROUNDING) continue;
		const [used, allowed] = [ratio, most].map((r) => Math.round(r * 100));
		const why = `has used ${used} % of ${window}, at most ${allowed} % is allowed`;
		return { why, until: resetsAt };
	}
	return null;
}

/**
 * An account that a switch left rests until what it was left for is reset, and a while longer.
 */
function tooSoon(account: Account, rules: CandidateRules, now: number): Refusal | null {
	const { leftAt, leftUntil } = account;
	if (leftAt === null) return null;
	const reset = leftUntil ?? null;
	if (reset !== null && now < reset) {
		const why = `was left until its reset in ${Math.ceil((reset - now) / 60_000)} min`;
		return { why, until: reset };
	}
	const since = now - (reset ?? leftAt);
	if (since >= rules.reactivateCooldownMs) return null;
	const what = reset === null ? "was left" : "was reset";
	const why = `${what} ${Math.round(since / 1000)} s ago (quota.reactivate_cooldown)`;
	return { why, until: now + rules.reactivateCooldownMs - since };
}
