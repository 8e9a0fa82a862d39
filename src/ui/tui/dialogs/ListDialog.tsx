import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { outside } from "../present/edges.ts";
import { type Line, span } from "../present/line.ts";
import { sliceAround } from "../selection.ts";

export interface ListDialogProps {
	readonly title: string;
	readonly head: Line;
	readonly count: number;
	/** The selected row, always in sight; -1 in an empty list. */
	readonly cursor: number;
	/** The row at a place in the list; asked only of those in sight. */
	readonly row: (index: number) => Line;
	/** Rows under the list, about the selected one. */
	readonly below: readonly Line[];
	readonly columns: number;
	readonly height: number;
}

/** A frame with a list of which one row is selected, and more about that one under a rule. */
export function ListDialog(props: ListDialogProps) {
	const { title, head, count, cursor, row, below, columns, height } = props;
	const room = Math.max(0, innerHeight(height) - below.length - 2);
	const slice = sliceAround(count, cursor, room);
	const shown = Array.from({ length: slice.to - slice.from }, (_, nth) => row(slice.from + nth));
	const missing = Array.from({ length: Math.max(0, room - shown.length) }, (): Line => []);
	const rule: Line = [span("─".repeat(columns - 2), { dimColor: true })];
	return (
		<Frame
			title={title}
			foot={outside(slice.above, slice.below)}
			columns={columns}
			height={height}
			focused
			rows={[head, ...shown, ...missing, rule, ...below].map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the rows are their places
				<Row key={index} line={line} columns={columns - 2} solid />
			))}
		/>
	);
}

/** Exactly so many rows of these: cut at the end, or filled up. */
export function filled(lines: readonly Line[], rows: number): readonly Line[] {
	return Array.from({ length: rows }, (_, index) => lines[index] ?? []);
}
