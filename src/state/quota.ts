import type { Event } from "./events.ts";
import type { Account, QuotaWindow, ReadingSource } from "./model.ts";
import { keepTrace } from "./trace.ts";
import { isBeside, plausibleReset, SAME_PERIOD_MS } from "./windows.ts";

/**
 * A limit event is taken back within its period only by what a process was told this long (ms) after it: an answer that
 * was under way when the limit was hit carries the use of before, and answers take minutes.
 */
const UNDERWAY_MS = 10 * 60_000;

/** Best first. Those that come with an answer of the provider itself are equal. */
const TRUST: Readonly<Record<ReadingSource, number>> = {
	"limit-event": 3,
	statusline: 2,
	"rate-limit-event": 2,
	"usage-poll": 1,
	"local-count": 0,
};

/** These ask the provider themselves: what they say is as new as they are. */
const ASKED: ReadonlySet<ReadingSource> = new Set(["usage-poll", "rate-limit-event"]);

type QuotaRead = Extract<Event, { type: "quota.read" }>;
type LimitHit = Extract<Event, { type: "limit.hit" }>;

/** An account after a source told its windows. */
export function readQuota(account: Account, event: QuotaRead): Account {
	const { source, observedAt, incarnation } = event;
	const since = ASKED.has(source) ? observedAt : (event.answeredSince ?? null);
	const windows = { ...account.windows };
	for (const { window, usedRatio, model, ...told } of event.windows) {
		const resetsAt = plausibleReset(window, told.resetsAt, observedAt);
		const next: QuotaWindow = {
			...{ window, usedRatio, resetsAt, source, observedAt, incarnation },
			// A soft cap of our own cuts no turn, and paid use has no wall.
			spent: usedRatio >= 1 && source !== "local-count" && !isBeside(window),
			...(model != null && { model }),
		};
		const known = windows[window];
		windows[window] = keepTrace(account, known, fuse(known, next, since));
	}
	// What we count ourselves proves no login.
	if (source === "local-count") return { ...account, windows };
	const told = { at: observedAt, incarnation };
	return { ...account, windows, told, trouble: troubleAfterAnswer(account, since) };
}

/** An account after a limit event proved that a window is spent. */
export function hitLimit(account: Account, event: LimitHit): Account {
	const { window, observedAt, incarnation } = event;
	const known = account.windows[window];
	const ahead = known?.resetsAt != null && known.resetsAt > observedAt ? known.resetsAt : null;
	const resetsAt = plausibleReset(window, event.resetsAt, observedAt) ?? ahead;
	const next: QuotaWindow = {
		...{ window, resetsAt, observedAt, incarnation },
		usedRatio: 1,
		source: "limit-event",
		spent: true,
	};
	// The provider's own word on its reset, newer than any reading: where they differ, the reading was wrong.
	const isLast = known === undefined || observedAt >= known.observedAt;
	const fused = keepTrace(account, known, isLast ? next : fuse(known, next, null));
	return { ...account, windows: { ...account.windows, [window]: fused } };
}

/** Who was told a quota since then has a login that works. What a process repeats proves nothing. */
function troubleAfterAnswer(account: Account, since: number | null): Account["trouble"] {
	const { trouble } = account;
	const isProof = trouble?.cause === "login-needed" && since !== null && since > trouble.since;
	return isProof ? null : trouble;
}

/**
 * Chooses between what is known of a window and a new reading. A later reset is a newer period, and a reading of an
 * older one is void unless its answer is known to be newer. Within one period use only grows, and every process shows the limits of its own last answer:
 * the higher ratio is the newer one, whoever told it, and of two that are equal the more trusted one stays. A lower
 * one counts only when its answer is known to be newer (`answeredSince`, epoch ms): then the provider took something
 * back.
 */
export function fuse(
	known: QuotaWindow | undefined,
	next: QuotaWindow,
	answeredSince: number | null,
): QuotaWindow {
	if (known === undefined) return next;
	// Counts of our own are of a period that moves on with every message.
	if (next.source === "local-count") return next.observedAt >= known.observedAt ? next : known;
	const later = laterBy(known, next);
	if (later > SAME_PERIOD_MS) return isOver(known, next, answeredSince) ? next : known;
	if (later < -SAME_PERIOD_MS) return isNewer(known, answeredSince) ? next : known;
	return inOnePeriod(known, { ...next, resetsAt: next.resetsAt ?? known.resetsAt }, answeredSince);
}

function inOnePeriod(
	known: QuotaWindow,
	next: QuotaWindow,
	answeredSince: number | null,
): QuotaWindow {
	if (next.usedRatio < known.usedRatio) return isNewer(known, answeredSince) ? next : known;
	if (next.usedRatio === known.usedRatio && TRUST[known.source] > TRUST[next.source]) return known;
	return { ...next, spent: next.spent || known.spent };
}

/** How much later (ms) the period of `next` ends. One that names no reset belongs to the period that is known. */
function laterBy(known: QuotaWindow, next: QuotaWindow): number {
	if (known.resetsAt !== null && next.resetsAt !== null) return next.resetsAt - known.resetsAt;
	return 0;
}

/** A limit that was proven holds until its reset, whatever a process promises that has not answered since. */
function isOver(known: QuotaWindow, next: QuotaWindow, answeredSince: number | null): boolean {
	if (!known.spent || next.observedAt >= (known.resetsAt ?? 0)) return true;
	return isNewer(known, answeredSince);
}

function isNewer(known: QuotaWindow, answeredSince: number | null): boolean {
	if (answeredSince === null) return false;
	return answeredSince >= known.observedAt + (known.spent ? UNDERWAY_MS : 0);
}
