import type { PriorPace, QuotaWindow, TracePoint } from "./model.ts";
import { periodOf } from "./windows.ts";

const HOUR_MS = 3_600_000;

/** Growth by more than this (ratio) over a long gap was use that nobody saw; by less, nobody worked. */
const UNSEEN = 0.025;

/** What is older than this part of a period counts half, for the pace of just now a quarter of that. */
const HALF_LIVES = 8;
const QUICK = 4;

/** Use by turns is judged over this part of a period, and what was known before weighs as much as this part. */
const BLOCKS = 20;
const PRIOR = 30;

/** What is known of how fast a window is used. Ratios are per hour in which somebody works. */
export interface Pace extends PriorPace {
	/** Hours of work that it rests on. */
	readonly hours: number;
	/** By how much (logarithm) the pace of just now differs from that of a while ago, as far as that is no chance. */
	readonly drift: number;
	/** Hours that passed, and those of them in which somebody worked. */
	readonly passed: number;
	readonly worked: number;
	/** The longest pause (hours). */
	readonly pause: number;
}

/** Growth over a stretch of a trace. */
interface Step {
	readonly grown: number;
	readonly worked: number;
	readonly passed: number;
	/** Hours of work from its middle to the end of the trace. */
	readonly ago: number;
}

interface Mean {
	readonly rate: number;
	readonly hours: number;
}

/**
 * How fast a window is used, from its trace and from what was known before it: a mean over work time in which old
 * use counts less. A long gap without growth counts as a short one. `null`: nothing has grown yet.
 */
export function paceOf({ window, trace = [], prior }: QuotaWindow, now?: number): Pace | null {
	const period = periodOf(window) / HOUR_MS;
	const gap = gapOf(trace, period);
	const steps = stepsOf(trace, gap);
	const halfLife = period / HALF_LIVES;
	const slow = meanOf(steps, halfLife, prior, period / PRIOR);
	if (slow === null) return null;
	const apart = varianceOf(steps, slow.rate, halfLife, prior, period / PRIOR);
	const blocks = blocksOf(steps, period / BLOCKS);
	const together = varianceOf(blocks, slow.rate, halfLife, prior, period / PRIOR);
	const variance = Math.max(apart, together);
	const quick = meanOf(steps, halfLife / QUICK, undefined, 0);
	const drift = quick === null ? 0 : driftOf(slow, quick, apart);
	const open = now === undefined ? 0 : Math.max(0, now - (trace.at(-1)?.at ?? now)) / HOUR_MS;
	const passed = [...steps.map((s) => s.passed), open];
	const worked = sum(steps.map((s) => s.worked)) + Math.min(open, gap);
	return {
		ratePerHour: slow.rate * Math.exp(drift),
		variancePerHour: variance,
		hours: slow.hours,
		drift,
		passed: sum(passed),
		worked,
		pause: Math.max(open - Math.min(open, gap), ...steps.map((s) => s.passed - s.worked)),
	};
}

/** How much quicker than usual it goes just now (logarithm), less as far as chance alone would explain it. */
function driftOf(slow: Mean, quick: Mean, variance: number): number {
	const change = Math.log(quick.rate / slow.rate);
	const chance = variance / (slow.rate ** 2 * quick.hours);
	return change === 0 ? 0 : change ** 3 / (change ** 2 + chance);
}

function stepsOf(trace: readonly TracePoint[], gap: number): readonly Step[] {
	const steps: Step[] = [];
	let ago = 0;
	for (let i = trace.length - 1; i > 0; i--) {
		const [from, to] = [trace[i - 1], trace[i]];
		if (from === undefined || to === undefined || to.at <= from.at) continue;
		const grown = to.usedRatio - from.usedRatio;
		const passed = (to.at - from.at) / HOUR_MS;
		const worked = grown > UNSEEN ? passed : Math.min(passed, gap);
		steps.push({ grown, worked, passed, ago: ago + worked / 2 });
		ago += worked;
	}
	return steps;
}

/** Neighbours put together, so that each block is so many hours of work: use that goes by turns is seen as such. */
function blocksOf(steps: readonly Step[], hours: number): readonly Step[] {
	const blocks: Step[] = [];
	let [grown, worked, passed] = [0, 0, 0];
	for (const step of steps) {
		[grown, worked, passed] = [grown + step.grown, worked + step.worked, passed + step.passed];
		if (worked < hours) continue;
		blocks.push({ grown, worked, passed, ago: step.ago + (step.worked - worked) / 2 });
		[grown, worked, passed] = [0, 0, 0];
	}
	return blocks;
}

/** How long (hours) a gap without growth can be and still be taken for work. */
function gapOf(trace: readonly TracePoint[], period: number): number {
	const gaps = trace.slice(1).map((to, i) => to.at - (trace[i]?.at ?? to.at));
	const usual = gaps.sort((a, b) => a - b)[gaps.length >> 1] ?? 0;
	return Math.min(period / 20, Math.max(period / 60, (4 * usual) / HOUR_MS));
}

function meanOf(
	steps: readonly Step[],
	halfLife: number,
	prior: PriorPace | undefined,
	priorHours: number,
): Mean | null {
	let [grown, hours, squares] = [0, 0, 0];
	if (prior !== undefined)
		[grown, hours, squares] = [prior.ratePerHour * priorHours, priorHours, priorHours];
	for (const step of steps) {
		const weight = 0.5 ** (step.ago / halfLife);
		grown += weight * step.grown;
		hours += weight * step.worked;
		squares += weight * weight * step.worked;
	}
	return grown > 0 && hours > 0 ? { rate: grown / hours, hours: (hours * hours) / squares } : null;
}

function varianceOf(
	steps: readonly Step[],
	rate: number,
	halfLife: number,
	prior: PriorPace | undefined,
	priorHours: number,
): number {
	let [squares, hours] = [0, 0];
	if (prior !== undefined) [squares, hours] = [prior.variancePerHour * priorHours, priorHours];
	for (const step of steps) {
		const weight = 0.5 ** (step.ago / halfLife);
		squares += weight * (step.grown - rate * step.worked) ** 2;
		hours += weight * step.worked;
	}
	return hours > 0 ? squares / hours : 0;
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, n) => total + n, 0);
