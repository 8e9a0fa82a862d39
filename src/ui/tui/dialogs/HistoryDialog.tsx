import { tableHead } from "../present/columns.ts";
import { historyColumns, historyFacts, historyRow, noSwitches } from "../present/history-row.ts";
import { useFrame, useRoom } from "../room.ts";
import { cursorOf } from "../selection.ts";
import type { HistoryDialogState } from "./dialog.ts";
import { filled, ListDialog } from "./ListDialog.tsx";

export interface HistoryDialogProps {
	readonly dialog: HistoryDialogState;
	readonly columns: number;
	readonly height: number;
}

const FACT_ROWS = 2;

/** The switches that ended, newest first, and why the selected one began. */
export function HistoryDialog({ dialog, columns, height }: HistoryDialogProps) {
	const { keymap } = useRoom();
	const switches = useFrame((frame) => frame.snapshot.state.switches);
	const minute = useFrame((frame) => frame.minute);
	const cursor = cursorOf(
		switches.map(({ id }) => id),
		dialog.selected,
	);
	const table = historyColumns(columns - 2);
	const selected = switches[cursor];
	const facts = selected === undefined ? noSwitches(keymap) : historyFacts(selected, columns - 2);
	return (
		<ListDialog
			title={`History (${switches.length})  newest first`}
			head={tableHead(table)}
			count={switches.length}
			cursor={cursor}
			row={(index) => {
				const one = switches[index];
				return one === undefined ? [] : historyRow(one, table, minute, index === cursor);
			}}
			below={filled(facts, FACT_ROWS)}
			columns={columns}
			height={height}
		/>
	);
}
