import type { Frame } from "../frame-store.ts";
import { buttons } from "../present/buttons.ts";
import { type Line, span } from "../present/line.ts";
import { waitLines } from "../present/wait-lines.ts";
import { useKeyOf, useMade } from "../room.ts";
import type { WaitDialogState } from "./dialog.ts";
import { problemLines } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface WaitDialogProps {
	readonly dialog: WaitDialogState;
	readonly columns: number;
	readonly height: number;
}

/** What waiting for a reset in place of a switch means; `y` does it. */
export function WaitDialog({ dialog, columns, height }: WaitDialogProps) {
	const yes = useKeyOf("confirm", "wait");
	const { running, button } = dialog;
	const text = useMade((frame) => waitText(dialog, frame, columns - 4));
	return (
		<TextDialog
			title="Wait?"
			text={text}
			scroll={dialog.scroll}
			below={[
				[],
				[span(running ? "Setting…" : "Nothing has been done yet.", { bold: true })],
				buttons(button, `${yes} wait`),
			]}
			columns={columns}
			height={height}
		/>
	);
}

/** The whole text of the dialog. */
export function waitText(
	dialog: WaitDialogState,
	{ snapshot, now }: Frame,
	columns: number,
): readonly Line[] {
	const lines = waitLines(snapshot.state, dialog, now, columns);
	return [...problemLines(dialog.problem, columns), ...lines];
}
