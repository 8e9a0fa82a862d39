import { buttons } from "../present/buttons.ts";
import { indented } from "../present/plan-lines.ts";
import { useFrame, useKeyOf, useRoom } from "../room.ts";
import type { QuitDialogState } from "./dialog.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface QuitDialogProps {
	readonly dialog: QuitDialogState;
	readonly columns: number;
	readonly height: number;
}

/** Asks before a window closes that the engine lives in. */
export function QuitDialog({ dialog, columns, height }: QuitDialogProps) {
	const yes = useKeyOf("quit-now");
	const { demo } = useRoom().options;
	const running = useFrame(
		({ snapshot: { state } }) =>
			Object.values(state.sessions).filter((s) => s.incarnation !== null).length,
	);
	const sessions = `${running} session${running === 1 ? "" : "s"}`;
	const text = demo
		? "The demo ends with this window, and its simulated sessions with it."
		: `Supervision stops with this window; ${sessions} keep running in tmux. claude-failover --headless keeps it going.`;
	return (
		<TextDialog
			title="Quit?"
			text={[[], ...indented(0, text, columns - 4)]}
			scroll={0}
			below={[buttons(dialog.button, `${yes} quit`), []]}
			columns={columns}
			height={height}
		/>
	);
}
