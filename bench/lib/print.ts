import type { Result } from "./figure.ts";

const HEAD = ["FIGURE", "VALUE", "UNIT", "FLOOR", "RATIO", "BAR", "", "THE FLOOR IS"];
const NUMERIC = new Set([1, 3, 4, 5]);

/** The results as aligned lines. */
export function tableLines(results: readonly Result[]): readonly string[] {
	const rows = [HEAD, ...results.map(cells)];
	const widths = HEAD.map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
	return rows.map((row) =>
		row
			.map((cell, i) => pad(cell, i, widths[i] ?? 0))
			.join("  ")
			.trimEnd(),
	);
}

function cells(result: Result): readonly string[] {
	const { name, value, unit, floor, ratio, bar, floorIs } = result;
	return [
		name,
		shown(value),
		unit,
		shown(floor),
		ratio === null ? "-" : `${shown(ratio)}x`,
		bar === null ? "-" : `${shown(bar.most)}${bar.of === "ratio" ? "x" : ` ${unit}`}`,
		verdict(result),
		floorIs,
	];
}

function verdict({ bar, ok }: Result): string {
	if (bar === null) return "-";
	return ok ? "ok" : "MISSED";
}

/** Three digits that count. */
function shown(value: number): string {
	if (value >= 100 || value === 0) return value.toFixed(0);
	return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
}

function pad(cell: string, column: number, width: number): string {
	return NUMERIC.has(column) ? cell.padStart(width) : cell.padEnd(width);
}
