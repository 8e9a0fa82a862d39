import { widthOf } from "../../tui/present/line.ts";
import type { Io } from "../io.ts";

/** A row as it is seen, and with its colour codes. */
interface Written {
	readonly text: string;
	readonly painted: string;
}

/** Rows at the end of a terminal that are written over again and again. */
export interface Place {
	draw(rows: readonly Written[]): void;
}

/**
 * Writes each picture over the one before: every row first, then what is left of the old one is wiped, all in one
 * write, so that nothing is ever empty in between. No alternate screen, and the cursor is left alone: whoever ends the
 * program finds a terminal that needs no repair.
 */
export function rowsInPlace(stdout: Io["stdout"]): Place {
	let before: readonly Written[] = [];
	let columnsBefore: number | undefined;
	return {
		draw(rows) {
			const { columns } = stdout;
			if (columns === columnsBefore && sameRows(rows, before)) return;
			const up = before.reduce((sum, row) => sum + heightOf(row, columns), 0);
			const back = up === 0 ? "\r" : `\r\u001b[${up}A`;
			const lines = rows.map(({ painted }) => `${painted}\u001b[K\n`);
			stdout.write(`${back}${lines.join("")}\u001b[J`);
			before = rows;
			columnsBefore = columns;
		},
	};
}

/** A terminal that became narrower has broken the rows that were written for the wider one. */
function heightOf({ text }: Written, columns: number | undefined): number {
	return Math.max(1, Math.ceil(widthOf(text) / (columns || Number.POSITIVE_INFINITY)));
}

function sameRows(a: readonly Written[], b: readonly Written[]): boolean {
	return a.length === b.length && a.every((row, at) => row.painted === b[at]?.painted);
}
