import { checkpointList } from "../checkpoint-list.ts";
import { Frame, innerHeight } from "../parts/Frame.tsx";
import { Row } from "../parts/Row.tsx";
import { checkpointColumns, checkpointFacts, checkpointRow } from "../present/checkpoint-row.ts";
import { tableHead } from "../present/columns.ts";
import { outside } from "../present/edges.ts";
import { type Line, span } from "../present/line.ts";
import { useFrame } from "../room.ts";
import { cursorOf, sliceAround } from "../selection.ts";
import type { CheckpointsDialogState } from "./dialog.ts";

export interface CheckpointsDialogProps {
	readonly dialog: CheckpointsDialogState;
	readonly columns: number;
	readonly height: number;
}

const NONE: Line = [span("no checkpoints yet: one is taken of every session once a minute")];
/** The head, and the rule and the two rows of facts under the list. */
const BESIDE_LIST = 4;

/** The checkpoints, newest first, and more about the selected one. */
export function CheckpointsDialog({ dialog, columns, height }: CheckpointsDialogProps) {
	const state = useFrame((frame) => frame.snapshot.state);
	const minute = useFrame((frame) => frame.minute);
	const list = checkpointList(state);
	const ids = list.map((c) => c.id);
	const cursor = cursorOf(ids, dialog.selected);
	const room = innerHeight(height) - BESIDE_LIST;
	const slice = sliceAround(list.length, cursor, room);
	const table = checkpointColumns(columns - 2);
	const selected = list[cursor];
	const shown = list
		.slice(slice.from, slice.to)
		.map((c) => checkpointRow(c, table, minute, c.id === selected?.id));
	const missing = Array.from({ length: Math.max(0, room - shown.length) }, (): Line => []);
	const facts = selected === undefined ? [NONE] : checkpointFacts(selected);
	const rule: Line = [span("─".repeat(columns - 2), { dimColor: true })];
	return (
		<Frame
			title={`Checkpoints (${list.length})  newest first`}
			foot={outside(slice.above, slice.below)}
			columns={columns}
			height={height}
			focused
			rows={[tableHead(table), ...shown, ...missing, rule, ...facts].map((line, index) => (
				// biome-ignore lint/suspicious/noArrayIndexKey: the rows are their places
				<Row key={index} line={line} columns={columns - 2} solid />
			))}
		/>
	);
}
