import { type Figure, median, quantile } from "./figure.ts";

/** The figures of gaps in ms, against the gap of one alone. */
export function gapFigures(
	prefix: string,
	alone: number,
	gaps: readonly number[],
): readonly Figure[] {
	const floor = { value: alone / 1000, what: "the gap of moving one alone" };
	const figure = (name: string, ms: number, most: number | null): Figure => ({
		name: `${prefix}.${name}`,
		value: ms / 1000,
		unit: "s",
		floor,
		bar: most === null ? null : { of: "ratio", most },
	});
	return [
		figure("gap.p50", median(gaps), null),
		figure("gap.p95", quantile(gaps, 0.95), 2),
		figure("gap.max", Math.max(...gaps), null),
	];
}
