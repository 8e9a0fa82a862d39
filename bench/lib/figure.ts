/** One measured figure, and what the same thing costs at least on this machine in the same run. */
export interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly floor: { readonly value: number; readonly what: string };
	/** Which way is good. Default: less. */
	readonly better?: "less" | "more";
	/** The most it may be: as a multiple of the floor, or as the value itself. `null`: shown, not judged. */
	readonly bar: {
		readonly of: "ratio" | "value";
		readonly most: number;
		/** The same on every machine: the gate gives it no slack. */
		readonly exact?: true;
	} | null;
}

/** A figure that was judged. */
export interface Result {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	readonly floor: number;
	readonly floorIs: string;
	/** How many times the floor's cost; `null` when the floor is too small to measure. */
	readonly ratio: number | null;
	readonly bar: Figure["bar"];
	readonly ok: boolean;
	/** False when the bar is missed by more than the gate's slack. */
	readonly withinGate: boolean;
}

/** The gate lets a figure reach this many times its bar: shared machines are noisy. */
export const GATE_SLACK = 2;

/** Compares a figure with its floor and its bar. A bar that cannot be measured is missed. */
export function judge(figure: Figure): Result {
	const { name, value, unit, floor, bar } = figure;
	const [cost, least] = figure.better === "more" ? [floor.value, value] : [value, floor.value];
	const ratio = least > 0 ? cost / least : null;
	const measured = bar?.of === "value" ? value : ratio;
	const within = (most: number): boolean => bar === null || (measured !== null && measured <= most);
	// Where the floor alone costs more than the bar, the machine is slower than the bar was made for.
	const ownCost = bar?.of === "value" && bar.exact !== true ? floor.value : 0;
	const gate = Math.max(bar?.most ?? 0, ownCost) * (bar?.exact ? 1 : GATE_SLACK);
	return {
		name,
		value,
		unit,
		floor: floor.value,
		floorIs: floor.what,
		ratio,
		bar,
		ok: within(bar?.most ?? 0),
		withinGate: within(gate),
	};
}

/** The middle value; of an even count the upper of the two. */
export function median(values: readonly number[]): number {
	return quantile(values, 0.5);
}

/** The value below which the given share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
	const sorted = [...values].sort((a, b) => a - b);
	const found = sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
	if (found === undefined) throw new Error("nothing was measured");
	return found;
}
