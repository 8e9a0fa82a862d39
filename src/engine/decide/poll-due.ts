import type { Account, State } from "../../state/model.ts";
import { lastPollAt, pollsLeft } from "../../state/polls.ts";
import { isCurrent, spentWindows, thresholdOf } from "../../state/select.ts";
import { isBeside } from "../../state/windows.ts";
import { isUnconfirmed } from "./candidates.ts";
import { isSpread } from "./placement.ts";
import { findTriggers } from "./triggers.ts";

/** Candidates are asked when the active account comes this close to its threshold. */
const CLOSE = 0.1;

/** A failed poll is tried again after this long, then twice as long, … */
const FIRST_BACKOFF_MS = 5 * 60_000;
const LONGEST_BACKOFF_MS = 60 * 60_000;

/** A verdict that lasts is put to the question this often: a limit can be raised, or reset early. */
const DOUBT_MS = 60 * 60_000;

/** The program serves an answer again that is younger than this (seen on 2.1.330). */
const CACHED_MS = 60_000;

/** What the loop keeps of an account beside the state. */
export interface PollMemory {
	/** Stretches its pauses until the next poll: a factor about 1, so that accounts are not asked in step. */
	readonly stretch: number;
	/** It was asked since the engine started. */
	readonly asked: boolean;
	/** How long it has been known to be spent (ms). */
	readonly spentForMs: number;
}

/**
 * Why an account is to be asked for its usage now; `null`: it is not. Only logins can be asked, within the budget, and
 * only when no session speaks for the account and the answer matters. `intervalMs`: what a reading is fresh for.
 */
export function whyPoll(
	state: State,
	account: Account,
	now: number,
	intervalMs: number,
	memory: PollMemory,
): string | null {
	if (!canBeAsked(account) || pollsLeft(account, now) === 0) return null;
	const last = lastPollAt(account);
	const past = lastPassedReset(account, now);
	const sinceLast = last === null ? Number.POSITIVE_INFINITY : now - last;
	// Its own pause does not hold it: at the reset it may be the only account that can go on.
	if (past !== null && (last === null || last < past) && sinceLast >= CACHED_MS) {
		return "its limit was to be reset";
	}
	if (sinceLast < pauseOf(account, intervalMs) * memory.stretch) return null;
	// Its sessions cannot tell that somebody logged in again: nothing is sent to them.
	if (account.trouble !== null) return "somebody may have logged in again";
	if (isInDoubt(account, now, sinceLast, memory)) return "it has been spent for long";
	// What is proven spent stays so, other than by a surprise: asking is for those that may be used.
	if (spentWindows(account, now).length > 0) return null;
	if (now - newestReading(account, now) < intervalMs * memory.stretch) return null;
	const unanswered = past !== null && (account.pollsFailed ?? 0) > 0;
	const wanted = !memory.asked || unanswered || matters(state, account, now);
	return wanted ? "no session speaks for it" : null;
}

function canBeAsked({ kind, enabled, trouble }: Account): boolean {
	return kind === "login" && enabled && (trouble === null || trouble.cause === "login-needed");
}

function pauseOf(account: Account, intervalMs: number): number {
	const failed = account.pollsFailed ?? 0;
	if (failed === 0) return intervalMs;
	return Math.min(FIRST_BACKOFF_MS * 2 ** (failed - 1), LONGEST_BACKOFF_MS);
}

/** The reset (epoch ms) of what it is spent or was left for, passed without a word since; the latest. `null`: none. */
function lastPassedReset(account: Account, now: number): number | null {
	const passed = Object.values(account.windows)
		.filter((w) => w.spent)
		.flatMap(({ resetsAt }) => (resetsAt !== null && resetsAt <= now ? [resetsAt] : []));
	if (isUnconfirmed(account, now)) passed.push(account.leftUntil ?? now);
	return passed.length === 0 ? null : Math.max(...passed);
}

function isInDoubt(account: Account, now: number, sinceLast: number, memory: PollMemory): boolean {
	if (!Object.values(account.windows).some((w) => w.spent && isCurrent(w, now))) return false;
	const doubt = DOUBT_MS * memory.stretch;
	return memory.spentForMs >= doubt && sinceLast >= doubt;
}

/** Our own counts tell nothing of what the provider counts. */
function newestReading(account: Account, now: number): number {
	const told = Object.values(account.windows).filter(
		(w) => w.source !== "local-count" && isCurrent(w, now),
	);
	return Math.max(0, ...told.map((w) => w.observedAt));
}

function matters(state: State, account: Account, now: number): boolean {
	// Every account is a place for the next session.
	if (isSpread(state)) return true;
	const active = state.active === null ? undefined : state.accounts[state.active];
	if (active === undefined || active.name === account.name) return true;
	if (findTriggers(state, 0, now).length > 0) return true;
	return Object.values(active.windows).some(
		(w) =>
			isCurrent(w, now) &&
			!isBeside(w.window) &&
			(w.usedRatio >= state.policy.threshold5h - CLOSE ||
				w.usedRatio >= thresholdOf(state.policy, w.window)),
	);
}
