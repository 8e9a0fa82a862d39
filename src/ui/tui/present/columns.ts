import { type CutAt, type Line, pad, type Span, span } from "./line.ts";

/** A column of a table. `width: "rest"` takes what the others leave. */
export interface Column<K extends string> {
	readonly key: K;
	readonly title: string;
	readonly width: number | "rest";
	readonly align?: "left" | "right";
	/** Where a cell that is too wide is cut; at its end unless told. */
	readonly cutAt?: CutAt;
	/** The table must be this wide for the column to be shown. */
	readonly from?: number;
}

export interface FittedColumn<K extends string> {
	readonly key: K;
	readonly title: string;
	readonly width: number;
	readonly align: "left" | "right";
	readonly cutAt: CutAt;
}

/** Chooses the columns that a table of this width has, and their widths; one space is between two. */
export function fitColumns<K extends string>(
	wanted: readonly Column<K>[],
	columns: number,
): readonly FittedColumn<K>[] {
	const shown = wanted.filter((column) => columns >= (column.from ?? 0));
	const gaps = Math.max(0, shown.length - 1);
	const fixed = shown.reduce((sum, c) => sum + (c.width === "rest" ? 0 : c.width), 0);
	const rests = shown.filter((c) => c.width === "rest").length;
	const share = Math.floor(Math.max(0, columns - fixed - gaps) / Math.max(1, rests));
	return shown.map(({ key, title, width, align = "left", cutAt = "end" }) => ({
		key,
		title,
		width: width === "rest" ? share : width,
		align,
		cutAt,
	}));
}

/** One row of a table. */
export function tableRow<K extends string>(
	columns: readonly FittedColumn<K>[],
	cells: Readonly<Record<K, Span>>,
): Line {
	const line: Span[] = [];
	for (const { key, width, align, cutAt } of columns) {
		const cell: Span = cells[key];
		if (line.length > 0) line.push(span(" "));
		line.push({ ...cell, text: pad(cell.text, width, align, cutAt) });
	}
	return line;
}

/** The row with the names of the columns. */
export function tableHead<K extends string>(columns: readonly FittedColumn<K>[]): Line {
	const names = columns.map(({ title, width, align }) => pad(title, width, align));
	return [span(names.join(" "), { dimColor: true })];
}
