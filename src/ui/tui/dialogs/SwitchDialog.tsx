import type { Plan } from "../../../state/client.ts";
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
			title={`Switch: dry run${forThese(dialog)}${seq}`}
			text={switchText(dialog, columns - 4).map(({ line }) => line)}
			scroll={dialog.scroll}
			below={[
				[],
				[span(dialog.running ? "Starting…" : notYet(plan), { bold: true })],
				buttons(button, runnable ? `${yes} run it` : `${yes} cannot run`, runnable),
			]}
			columns={columns}
			height={height}
		/>
	);
}

function forThese({ sessions }: SwitchDialogState): string {
	const count = sessions?.length ?? 0;
	return sessions === null ? "" : `, for ${count} named session${count === 1 ? "" : "s"}`;
}

/** What forcing cuts is said where it is always in sight. */
function notYet(plan: Plan | null): string {
	const cuts = plan?.moves.filter(({ cut }) => cut === true).length ?? 0;
	const cut = `${cuts} turn${cuts === 1 ? "" : "s"} would be cut, and told to continue.`;
	return `Nothing has been done yet.${cuts === 0 ? "" : ` ! ${cut}`}`;
}
