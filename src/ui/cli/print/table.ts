import { cut, widthOf } from "../../tui/present/line.ts";
import { plain } from "../../tui/present/plain.ts";

/** Room that the last column gets at least, however narrow the terminal is. */
const LAST_AT_LEAST = 12;

/** A table of plain, aligned columns; with `columns` the last one is cut to the terminal, by `shorten`. */
export function table(
	titles: readonly string[],
	rows: readonly (readonly string[])[],
	columns: number | undefined = undefined,
	shorten = cut,
): readonly string[] {
	return align([titles, ...rows], columns, shorten);
}

/** The same without a line of titles. */
export function align(
	rows: readonly (readonly string[])[],
	columns: number | undefined = undefined,
	shorten = cut,
): readonly string[] {
	const cells = rows.map((row) => row.map(plain));
	const number = Math.max(0, ...cells.map((row) => row.length));
	const widths = Array.from({ length: number }, (_, at) =>
		Math.max(...cells.map((row) => widthOf(row[at] ?? ""))),
	);
	return cells.map((row) => line(row, widths, columns, shorten));
}

function line(
	row: readonly string[],
	widths: readonly number[],
	columns: number | undefined,
	shorten: typeof cut,
): string {
	const last = widths.length - 1;
	const padded = row.slice(0, last).map((cell, at) => {
		return cell + " ".repeat(Math.max(0, (widths[at] ?? 0) - widthOf(cell)));
	});
	const head = padded.map((cell) => `${cell}  `).join("");
	const room = columns === undefined ? Number.POSITIVE_INFINITY : columns - widthOf(head);
	return (head + shorten(row[last] ?? "", Math.max(room, LAST_AT_LEAST))).trimEnd();
}
