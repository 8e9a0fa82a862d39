import { useEffect } from "react";
import { readCheckpoints } from "../actions/checkpoints.ts";
import { checkpointList } from "../checkpoint-list.ts";
import type { Keymap } from "../keymap.ts";
import { innerHeight } from "../parts/Frame.tsx";
import { checkpointColumns, checkpointFacts, checkpointRow } from "../present/checkpoint-row.ts";
import { tableHead } from "../present/columns.ts";
import { type Line, span } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { useFrame, useRoom } from "../room.ts";
import { cursorOf } from "../selection.ts";
import type { CheckpointsDialogState } from "./dialog.ts";
import { filled, ListDialog } from "./ListDialog.tsx";

export interface CheckpointsDialogProps {
	readonly dialog: CheckpointsDialogState;
	readonly columns: number;
	readonly height: number;
}

/** The checkpoints, newest first, and what stands in the file of the selected one. */
export function CheckpointsDialog({ dialog, columns, height }: CheckpointsDialogProps) {
	const room = useRoom();
	const checkpoints = useFrame((frame) => frame.snapshot.state.checkpoints);
	const minute = useFrame((frame) => frame.minute);
	const list = checkpointList({ checkpoints }, dialog.of);
	const cursor = cursorOf(
		list.map(({ id }) => id),
		dialog.selected,
	);
	const selected = list[cursor];
	// biome-ignore lint/correctness/useExhaustiveDependencies: another selection is another question
	useEffect(() => void readCheckpoints(room), [room, selected?.id]);
	const tells = `${room.keymap.keyOf("restore")} tells`;
	const table = checkpointColumns(columns - 2);
	const rows = factRows(innerHeight(height));
	const facts =
		selected === undefined
			? none(room.keymap)
			: checkpointFacts(selected, dialog.reads.get(selected.id), columns - 2, rows);
	const whose = dialog.of === null ? "" : ` of ${plain(dialog.of)}`;
	return (
		<ListDialog
			title={`Checkpoints${whose} (${list.length})  newest first`}
			head={tableHead(table)}
			count={list.length}
			cursor={cursor}
			row={(index) => {
				const one = list[index];
				if (one === undefined) return [];
				return checkpointRow(one, table, minute, index === cursor, {
					reply: dialog.reads.get(one.id),
					restore: tells,
				});
			}}
			below={filled(facts, rows)}
			columns={columns}
			height={height}
		/>
	);
}

function none({ keyOf }: Keymap): readonly Line[] {
	return [
		[span("no checkpoints yet: one is taken of every session once a minute")],
		[span(`${keyOf("take-checkpoint")} takes one of a session now`, { dimColor: true })],
	];
}

/** The list has at least as many rows as what is told of one. */
function factRows(rows: number): number {
	if (rows < 14) return 2;
	return rows < 28 ? 6 : 12;
}
