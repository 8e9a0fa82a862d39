import type { State } from "../../../state/model.ts";
import { type Line, span } from "../present/line.ts";
import { pastSwitchLines } from "../present/past-switch-lines.ts";
import { useMade } from "../room.ts";
import type { PastSwitchDialogState } from "./dialog.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface PastSwitchDialogProps {
	readonly dialog: PastSwitchDialogState;
	readonly columns: number;
	readonly height: number;
}

/** What became of each session of a switch, and what it rested on. */
export function PastSwitchDialog({ dialog, columns, height }: PastSwitchDialogProps) {
	const text = useMade(({ snapshot, minute }) =>
		pastSwitchText(snapshot.state, dialog.switchId, minute, columns - 4),
	);
	return (
		<TextDialog
			title="Switch that ended"
			text={text}
			scroll={dialog.scroll}
			columns={columns}
			height={height}
		/>
	);
}

/** A switch that ended as the rows of its dialog. */
export function pastSwitchText(
	{ switches }: State,
	id: string,
	now: number,
	columns: number,
): readonly Line[] {
	const past = switches.find((one) => one.id === id);
	if (past !== undefined) return pastSwitchLines(past, now, columns);
	return [[span("It is no longer kept: the newest 50 switches are.")]];
}
