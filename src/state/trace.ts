import type { Account, PriorPace, QuotaWindow, TracePoint } from "./model.ts";
import { paceOf } from "./pace.ts";
import { isBeside, SAME_PERIOD_MS } from "./windows.ts";

/** A trace has this many points at most, and the newest of them are never thinned. */
const MOST = 48;
const DENSE = 16;

/**
 * The window that is known after a reading, with its trace: the reading is added when it was accepted. `next` is what
 * was chosen between `known` and the reading.
 */
export function keepTrace(
	account: Account,
	known: QuotaWindow | undefined,
	next: QuotaWindow,
): QuotaWindow {
	// A count of our own goes up and down with its hour, and what is paid for has no wall.
	if (next === known || next.source === "local-count" || isBeside(next.window)) return next;
	const turns = account.turns ?? 0;
	const point = { at: next.observedAt, usedRatio: next.usedRatio, turns };
	if (known !== undefined && goesOn(known, next)) {
		return { ...next, trace: append(traceOf(known, turns), point), ...priorOf(known.prior) };
	}
	const before = known === undefined ? account.paces?.[next.window] : outlived(known);
	return { ...next, trace: [point], ...priorOf(before) };
}

/** The trace of a window, which after an older version has none: what was read is its first point. */
function traceOf({ trace, observedAt, usedRatio }: QuotaWindow, turns: number) {
	return trace ?? [{ at: observedAt, usedRatio, turns }];
}

/** Whether a reading goes on with what is known: in one period use only grows, or the provider took something back. */
function goesOn(known: QuotaWindow, next: QuotaWindow): boolean {
	if (next.usedRatio < known.usedRatio) return false;
	return Math.abs((next.resetsAt ?? 0) - (known.resetsAt ?? next.resetsAt ?? 0)) <= SAME_PERIOD_MS;
}

/** What of the pace of a trace is worth knowing once that trace has ended. */
export function outlived(window: QuotaWindow): PriorPace | undefined {
	const pace = paceOf(window);
	if (pace === null) return window.prior;
	const { ratePerHour, variancePerHour } = pace;
	return { ratePerHour, variancePerHour };
}

const priorOf = (prior: PriorPace | undefined) => (prior === undefined ? {} : { prior });

/** A point at the end of a trace. Of a plateau only both ends stay; a later point that told less was out of date. */
function append(trace: readonly TracePoint[], point: TracePoint): readonly TracePoint[] {
	const before = trace.filter((p) => p.at < point.at);
	const [last, other] = [before.at(-1), before.at(-2)];
	const flat = last?.usedRatio === point.usedRatio && other?.usedRatio === point.usedRatio;
	return thin([...(flat ? before.slice(0, -1) : before), point]);
}

/** Leaves out the point whose neighbours are closest in time for their age, so that the past grows coarser. */
function thin(trace: readonly TracePoint[]): readonly TracePoint[] {
	if (trace.length <= MOST) return trace;
	const end = trace.at(-1)?.at ?? 0;
	let [least, at] = [Number.POSITIVE_INFINITY, 1];
	for (let i = 1; i < trace.length - DENSE; i++) {
		const [from, mid, to] = [trace[i - 1], trace[i], trace[i + 1]];
		if (from === undefined || mid === undefined || to === undefined) continue;
		const gap = (to.at - from.at) / (end - mid.at + 1);
		if (gap < least) [least, at] = [gap, i];
	}
	return trace.toSpliced(at, 1);
}
