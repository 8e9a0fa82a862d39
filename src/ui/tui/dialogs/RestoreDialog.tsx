import { buttons } from "../present/buttons.ts";
import { span } from "../present/line.ts";
import { useKeyOf } from "../room.ts";
import type { RestoreDialogState } from "./dialog.ts";
import { restoreText } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface RestoreDialogProps {
	readonly dialog: RestoreDialogState;
	readonly columns: number;
	readonly height: number;
}

/** What bringing a session back would do; `y` runs exactly this plan. */
export function RestoreDialog({ dialog, columns, height }: RestoreDialogProps) {
	const yes = useKeyOf("confirm", "restore");
	const { plan, button, running } = dialog;
	const runnable = plan?.runnable === true;
	return (
		<TextDialog
			title="Restore: dry run"
			text={restoreText(dialog, columns - 4)}
			scroll={dialog.scroll}
			below={[
				[],
				[span(running ? "Restoring…" : "Nothing has been done yet.", { bold: true })],
				buttons(button, runnable ? `${yes} run it` : `${yes} cannot run`, runnable),
			]}
			columns={columns}
			height={height}
		/>
	);
}
