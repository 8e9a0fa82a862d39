import { buttons } from "../present/buttons.ts";
import { span } from "../present/line.ts";
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
	const { problem, running, button } = dialog;
	const lines = useMade(({ snapshot, now }) => waitLines(snapshot.state, dialog, now, columns - 4));
	return (
		<TextDialog
			title="Wait?"
			text={[...problemLines(problem, columns - 4), ...lines]}
			scroll={0}
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
