import { buttons } from "../present/buttons.ts";
import { type Line, span } from "../present/line.ts";
import { stopLines } from "../present/stop-lines.ts";
import { useFrame, useKeyOf } from "../room.ts";
import type { StopDialogState } from "./dialog.ts";
import { problemLines } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface StopDialogProps {
	readonly dialog: StopDialogState;
	readonly columns: number;
	readonly height: number;
}

/** What stopping a session would do now; `y` does it. */
export function StopDialog({ dialog, columns, height }: StopDialogProps) {
	const yes = useKeyOf("confirm", "stop");
	const session = useFrame((frame) => frame.snapshot.state.sessions[dialog.session]);
	const now = useFrame((frame) => frame.now);
	const gone: Line = [span(`${dialog.session} left the pool`)];
	const lines = session === undefined ? [gone] : stopLines(session, now, columns - 4);
	return (
		<TextDialog
			title="Stop?"
			text={[...problemLines(dialog.problem, columns - 4), ...lines]}
			scroll={0}
			below={[
				[],
				[span(dialog.running ? "Stopping…" : "Nothing has been done yet.", { bold: true })],
				buttons(dialog.button, `${yes} stop it`, session !== undefined),
			]}
			columns={columns}
			height={height}
		/>
	);
}
