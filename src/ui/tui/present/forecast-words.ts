import type { Forecast } from "../../../state/forecast.ts";
import { countdown } from "./time.ts";

const MINUTE = 60_000;

/** The times of a forecast; a view of it will do. */
export type Expected = Pick<Forecast, "thresholdAt" | "wallAt" | "low" | "high">;

/** Between which times from now it will be full: `40-55 min`, `1h10m-1h40m`, `from 1h10m`; `null`: not before its reset. */
export function wallWords({ low, high }: Expected, now: number): string | null {
	if (low === null) return null;
	const least = countdown(Math.max(0, low - now));
	if (high === null) return `from ${least}`;
	const most = countdown(Math.max(0, high - now));
	if (least === most) return most;
	const minutes = high - now < 90 * MINUTE && low - now < 60 * MINUTE && !most.includes("h");
	return minutes ? `${least.slice(0, -1)}-${most.slice(0, -1)} min` : `${least}-${most}`;
}

/** What is expected of a window, `90% in 14m, full in 40-55 min`; `null`: nothing before its reset. */
export function forecastWords(expected: Expected, threshold: number, now: number): string | null {
	const wall = wallWords(expected, now);
	if (wall === null) return null;
	const full = wall.startsWith("from")
		? `full ${wall.replace("from", "in")} or later`
		: `full in ${wall}`;
	const { thresholdAt } = expected;
	if (thresholdAt === null || thresholdAt <= now) return full;
	return `${Math.round(threshold * 100)}% in ${countdown(thresholdAt - now)}, ${full}`;
}
