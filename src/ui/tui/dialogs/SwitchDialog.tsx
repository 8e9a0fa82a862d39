import { buttons } from "../present/buttons.ts";
import { span } from "../present/line.ts";
import { useKeyOf } from "../room.ts";
import type { SwitchDialogState } from "./dialog.ts";
import { switchText } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface SwitchDialogProps {
	readonly dialog: SwitchDialogState;
	readonly columns: number;
	readonly height: number;
}

/** The dry run of a switch; `y` runs exactly this plan. */
export function SwitchDialog({ dialog, columns, height }: SwitchDialogProps) {
	const yes = useKeyOf("confirm", "switch");
	const { plan, button } = dialog;
	const runnable = plan?.runnable === true;
	const seq = plan === null ? "" : `  state ${plan.seq}`;
	return (
		<TextDialog
			title={`Switch: dry run${seq}`}
			text={switchText(dialog, columns - 4)}
			scroll={dialog.scroll}
			below={[
				[],
				[span(dialog.running ? "Starting…" : "Nothing has been done yet.", { bold: true })],
				buttons(button, runnable ? `${yes} run it` : `${yes} cannot run`, runnable),
			]}
			columns={columns}
			height={height}
		/>
	);
}
