import type { QuotaWindow, TracePoint } from "./model.ts";
import { onceFor } from "./once-for.ts";
import { periodOf } from "./windows.ts";

/** What one turn takes of a window (ratio): half of them take no more than `p50`, nineteen of twenty not more than `p95`. */
export interface TurnUse {
	readonly p50: number;
	readonly p95: number;
}

/** With fewer samples nothing is said. */
const LEAST_SAMPLES = 5;

/** What was used between two readings this far apart (share of the period) was not used by the turns alone. */
const LONGEST = 1 / 10;

interface Sample {
	readonly each: number;
	readonly turns: number;
}

/** What the next turn will take of a window, by what the turns of its present period took; `null`: not known. Pure. */
export function nextTurnUse(window: QuotaWindow): TurnUse | null {
	return perTurn(window);
}

const perTurn = onceFor(readUse);

function readUse({ window, trace = [] }: QuotaWindow): TurnUse | null {
	const samples = samplesOf(trace, periodOf(window) * LONGEST);
	if (samples.length < LEAST_SAMPLES) return null;
	const turns = samples.reduce((sum, s) => sum + s.turns, 0);
	const mean = samples.reduce((sum, s) => sum + s.each * s.turns, 0) / turns;
	// The mean of several turns strays less than one turn does.
	const single = samples
		.map((s) => Math.max(0, mean + (s.each - mean) * Math.sqrt(s.turns)))
		.sort((a, b) => a - b);
	return { p50: quantile(single, 0.5), p95: quantile(single, 0.95) };
}

/** Growth by turn between points at which turns had ended. */
function samplesOf(trace: readonly TracePoint[], longest: number): readonly Sample[] {
	const samples: Sample[] = [];
	let from = trace[0];
	let before = from;
	for (const to of trace.slice(1)) {
		const seen = before !== undefined && to.at - before.at <= longest;
		before = to;
		if (from === undefined || !seen) from = to;
		if (to.turns <= from.turns) continue;
		const turns = to.turns - from.turns;
		samples.push({ each: (to.usedRatio - from.usedRatio) / turns, turns });
		from = to;
	}
	return samples;
}

function quantile(sorted: readonly number[], share: number): number {
	const place = share * (sorted.length - 1);
	const [lower, upper] = [sorted[Math.floor(place)] ?? 0, sorted[Math.ceil(place)] ?? 0];
	return lower + (upper - lower) * (place - Math.floor(place));
}
