import type { Account, Policy, QuotaWindow } from "./model.ts";
import { type Pace, paceOf } from "./pace.ts";
import { rangeOf } from "./range.ts";
import { currentWindows, isCurrent, thresholdOf } from "./select.ts";
import { isBeside, periodOf } from "./windows.ts";

const HOUR_MS = 3_600_000;

/** When a window will be full if work goes on as it does. Times are epoch ms. */
export interface Forecast {
	/** Ratio an hour in which somebody works. */
	readonly ratePerHour: number;
	/** When its threshold is reached, or was; `null`: not before its reset. */
	readonly thresholdAt: number | null;
	/** When it is full; `null`: not before its reset. */
	readonly wallAt: number | null;
	/** The earliest that it can be full, in nine of ten cases; `null`: not before its reset. */
	readonly low: number | null;
	/** The latest that it will be full, in nine of ten cases; `null`: perhaps not before its reset. */
	readonly high: number | null;
}

/** The share of a period that a forecast must rest on. */
const LEAST_SHARE = 1 / 150;

/** A whole percent is read when it is reached, and half of the next one may be used by now (ratio). */
const UNREAD = 0.005;

/** When a window will be full; `null`: not known, or it is spent, or its period is over. Pure. */
export function forecastOf(window: QuotaWindow, policy: Policy, now: number): Forecast | null {
	if (window.spent || window.usedRatio >= 1 || isBeside(window.window)) return null;
	if (!isCurrent(window, now)) return null;
	const pace = paceOf(window, now);
	if (pace === null || pace.hours < (LEAST_SHARE * periodOf(window.window)) / HOUR_MS) return null;
	const used = window.usedRatio + unread(window, pace, now);
	const threshold = thresholdOf(policy, window.window);
	const hours = (1 - used) / pace.ratePerHour;
	const [low, high] = rangeOf(pace, 1 - used, periodOf(window.window) / HOUR_MS);
	const inTime = (after: number): number | null => {
		const at = now + after * HOUR_MS;
		return at < (window.resetsAt ?? Number.POSITIVE_INFINITY) ? Math.round(at) : null;
	};
	return {
		ratePerHour: pace.ratePerHour,
		thresholdAt:
			window.usedRatio >= threshold
				? reachedAt(window, threshold)
				: inTime(Math.max(0, threshold - used) / pace.ratePerHour),
		wallAt: inTime(hours),
		low: inTime(low),
		high: inTime(high),
	};
}

function unread({ observedAt }: QuotaWindow, { ratePerHour }: Pace, now: number): number {
	return Math.min(UNREAD, (ratePerHour * Math.max(0, now - observedAt)) / HOUR_MS);
}

function reachedAt({ trace = [], observedAt }: QuotaWindow, threshold: number): number {
	return trace.find((p) => p.usedRatio >= threshold)?.at ?? observedAt;
}

/**
 * The earliest that one of the windows that count for every session will be full, or for a session that uses `model`;
 * `null`: not known of any, or one is spent. Pure.
 */
export function forecastOfAccount(
	account: Account,
	policy: Policy,
	now: number,
	model: string | null = null,
): Forecast | null {
	const windows = currentWindows(account, now, model);
	if (windows.some((w) => w.spent || w.usedRatio >= 1)) return null;
	const known = windows.flatMap((w) => forecastOf(w, policy, now) ?? []);
	const [first] = known.toSorted((a, b) => (a.wallAt ?? NEVER) - (b.wallAt ?? NEVER));
	if (first === undefined) return null;
	const earliest = (key: "thresholdAt" | "wallAt" | "low" | "high"): number | null => {
		const at = Math.min(...known.map((f) => f[key] ?? NEVER));
		return at === NEVER ? null : at;
	};
	return {
		ratePerHour: first.ratePerHour,
		thresholdAt: earliest("thresholdAt"),
		wallAt: first.wallAt,
		low: earliest("low"),
		high: earliest("high"),
	};
}

const NEVER = Number.POSITIVE_INFINITY;
