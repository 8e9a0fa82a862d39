import type { Pace } from "./pace.ts";

/** How far the range reaches: standard deviations of the logarithm of the time, to either side. */
const REACH = { low: 2, high: 2.05 } as const;

/** A standard deviation of that logarithm which no regularity of the past takes away. */
const FLOOR = 0.1;

/** How much more than by chance a pace becomes another one within a period: sessions come, and seldom go. */
const CHANGES = { quicker: 20, slower: 6 } as const;

/** A pause that nobody has made yet (share of the period), and the most of the time to come that one can be. */
const PAUSE = { unseen: 0.08, most: 1.2 } as const;

/**
 * Between how many hours from now the rest (ratio) of a window will be used, in nine cases of ten. Use is taken for a
 * Brownian motion with drift: the time that it takes to pass the rest first varies with its variance, by how little is
 * known of the drift, and the more the longer it takes. The pace may go back to what it was, and the last answer may
 * take more than others. Pauses come again as they came, or as one that is still to come.
 */
export function rangeOf(
	pace: Pace,
	rest: number,
	period: number,
): readonly [low: number, high: number] {
	const { ratePerHour: rate, variancePerHour: variance, drift } = pace;
	const time = rest / rate;
	const noise = variance / rate ** 2;
	const sigma = (changes: number): number =>
		Math.sqrt(noise / time + noise / pace.hours + (changes * noise * time) / period + FLOOR ** 2);
	const jump = Math.min(rest, variance / rate / 2);
	const quicker = REACH.low * sigma(CHANGES.quicker) + Math.max(0, drift);
	const slower = REACH.high * sigma(CHANGES.slower) + Math.max(0, -drift);
	const usual = pace.worked > 0 ? (time * pace.passed) / pace.worked : time;
	const pause = Math.min(PAUSE.most * time, Math.max(pace.pause, PAUSE.unseen * period));
	return [
		((rest - jump) / rate) * Math.exp(-quicker),
		usual + Math.hypot(usual * (Math.exp(slower) - 1), pause),
	];
}
