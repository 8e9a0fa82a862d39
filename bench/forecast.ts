import { type Score, scoreOf } from "../test/support/forecast-score.ts";
import { KINDS, type Kind } from "../test/support/synthetic-use.ts";
import type { Bench } from "./lib/bench.ts";
import type { Figure } from "./lib/figure.ts";

/** Synthetic periods of each kind. */
const PERIODS = 400;
const SEED = 2026;

const PROMISED = 0.9;

/** How often the wall comes within the range that was told, and how far off it is, beside a straight line. */
export const forecast: Bench = {
	name: "forecast",
	what: "quota forecasts on synthetic 5-hour periods",
	run: async () => KINDS.flatMap((kind) => figuresOf(kind, scoreOf(kind, PERIODS, SEED))),
};

function figuresOf(kind: Kind, score: Score): readonly Figure[] {
	const { coverage, width, ours, naive } = score;
	const line = "a straight line from the period's start";
	const shown = { bar: null, unit: "min" } as const;
	return [
		{
			name: `forecast.${kind}.missed`,
			value: 1 - coverage,
			unit: "of cases",
			floor: { value: 1 - PROMISED, what: "what the range promises" },
			bar: { of: "value", most: 1 - PROMISED, exact: true },
		},
		{
			...shown,
			name: `forecast.${kind}.error`,
			value: ours.minutes,
			floor: { value: naive.minutes, what: line },
		},
		{
			...shown,
			unit: "of time left",
			name: `forecast.${kind}.error.relative`,
			value: ours.relative,
			floor: { value: naive.relative, what: line },
		},
		{
			...shown,
			unit: "of time left",
			name: `forecast.${kind}.width`,
			value: width,
			floor: { value: 0, what: "nothing to compare" },
		},
	];
}
