import type { TracePoint } from "../../../state/model.ts";

const LEVELS = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/** The course of a trace up to `now` in `columns` cells of equal time; empty when it has fewer than two points. */
export function sparkline(trace: readonly TracePoint[], now: number, columns: number): string {
	const [first, second] = trace;
	if (first === undefined || second === undefined || columns < 1) return "";
	const each = Math.max(1, now - first.at) / columns;
	let cells = "";
	for (let cell = 1; cell <= columns; cell++) {
		const until = first.at + cell * each;
		const used = trace.findLast((p) => p.at <= until)?.usedRatio ?? first.usedRatio;
		const level = Math.floor(Math.min(1, Math.max(0, used)) * LEVELS.length);
		cells += LEVELS[Math.min(LEVELS.length - 1, level)];
	}
	return cells;
}
