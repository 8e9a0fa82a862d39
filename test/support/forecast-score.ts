import { forecastOf } from "../../src/state/forecast.ts";
import type { Account, Policy } from "../../src/state/model.ts";
import { readQuota } from "../../src/state/quota.ts";
import { account, dice, MINUTE } from "./state-builder.ts";
import { type Kind, syntheticUse, type Use } from "./synthetic-use.ts";

const POLICY: Policy = { threshold5h: 0.9, thresholdWeek: 0.95, switchPolicy: "auto" };

/** How often one period is asked about, and at which shares of it at the earliest and latest. */
const ASKED = { times: 6, from: 0.1, to: 0.95 } as const;

/** How good the forecasts of one kind of use are. */
export interface Score {
	/** Share of the cases in which the wall came within the range, or did not come as `high: null` says it may. */
	readonly coverage: number;
	/** Share of the cases in which there was no forecast; they count as not covered. */
	readonly unknown: number;
	/** Mean width of the range as a share of the mean of the time that was expected to be left. */
	readonly width: number;
	readonly ours: Miss;
	/** A straight line from the period's start. */
	readonly naive: Miss;
}

/** By how much the wall was missed, on average; one that was not expected counts as expected at the reset. */
export interface Miss {
	readonly minutes: number;
	/** As a share of the time that was left. */
	readonly relative: number;
}

interface Answered {
	readonly covered: boolean;
	readonly known: boolean;
	/** ms; `null`: it has no end. */
	readonly range: { readonly width: number; readonly left: number } | null;
	/** ms; `null`: there was no wall to miss. */
	readonly missed: { readonly ours: number; readonly naive: number; readonly left: number } | null;
}

/** Scores forecasts at random moments of so many synthetic periods. */
export function scoreOf(kind: Kind, periods: number, seed: number): Score {
	const roll = dice(seed);
	const all: Answered[] = [];
	for (let n = 0; n < periods; n++) all.push(...askedAbout(syntheticUse(kind, roll), roll));
	const ranges = all.flatMap((a) => a.range ?? []);
	const missed = all.flatMap((a) => a.missed ?? []);
	const miss = (of: "ours" | "naive"): Miss => ({
		minutes: mean(missed.map((m) => m[of] / MINUTE)),
		relative: mean(missed.map((m) => m[of] / m.left)),
	});
	return {
		coverage: mean(all.map((a) => (a.covered ? 1 : 0))),
		unknown: mean(all.map((a) => (a.known ? 0 : 1))),
		width: mean(ranges.map((r) => r.width)) / mean(ranges.map((r) => r.left)),
		ours: miss("ours"),
		naive: miss("naive"),
	};
}

function askedAbout(use: Use, roll: () => number): readonly Answered[] {
	const length = (use.wallAt ?? use.resetsAt) - use.startsAt;
	const moments = Array.from(
		{ length: ASKED.times },
		() => use.startsAt + length * (ASKED.from + (ASKED.to - ASKED.from) * roll()),
	).sort((a, b) => a - b);
	let reader = account("a");
	let next = 0;
	return moments.map((now) => {
		for (; (use.answers[next]?.at ?? now) < now; next++) reader = read(reader, use, next);
		return answered(reader, use, now);
	});
}

/** The account after its next answer told the window. */
function read(before: Account, { answers, resetsAt }: Use, index: number): Account {
	const answer = answers[index];
	if (answer === undefined) return before;
	const turns = (before.turns ?? 0) + (answer.endsTurn ? 1 : 0);
	return readQuota(
		{ ...before, turns },
		{
			type: "quota.read",
			account: before.name,
			source: "statusline",
			incarnation: null,
			windows: [{ window: "five_hour", usedRatio: answer.usedRatio, resetsAt }],
			observedAt: answer.at,
		},
	);
}

function answered({ windows }: Account, use: Use, now: number): Answered {
	const window = windows.five_hour;
	const forecast = window === undefined ? null : forecastOf(window, POLICY, now);
	const { wallAt, resetsAt } = use;
	const [low, high] = [forecast?.low ?? resetsAt, forecast?.high ?? Number.POSITIVE_INFINITY];
	const truth = wallAt ?? Number.MAX_VALUE;
	const used = window?.usedRatio ?? 0;
	const naive = used > 0 ? now + ((1 - used) * (now - use.startsAt)) / used : resetsAt;
	return {
		known: forecast !== null,
		covered: forecast !== null && low <= truth && truth <= high,
		range:
			forecast?.wallAt == null || forecast.high === null
				? null
				: { width: high - low, left: forecast.wallAt - now },
		missed:
			wallAt === null
				? null
				: {
						ours: Math.abs((forecast?.wallAt ?? resetsAt) - wallAt),
						naive: Math.abs(Math.min(naive, resetsAt) - wallAt),
						left: wallAt - now,
					},
	};
}

const mean = (numbers: readonly number[]): number =>
	numbers.reduce((sum, n) => sum + n, 0) / Math.max(1, numbers.length);
