import { buttons } from "../present/buttons.ts";
import { fieldLine } from "../present/field-line.ts";
import { type Line, span } from "../present/line.ts";
import { useFrame, useKeyOf } from "../room.ts";
import type { StopManyDialogState, StopMarkedDialogState } from "./dialog.ts";
import { stopMarkedText } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface StopMarkedDialogProps {
	readonly dialog: StopMarkedDialogState | StopManyDialogState;
	readonly columns: number;
	readonly height: number;
}

/** What stopping the marked sessions would do now; of many the number must be written. */
export function StopMarkedDialog({ dialog, columns, height }: StopMarkedDialogProps) {
	const yes = useKeyOf("confirm", "stop-marked");
	const sessions = useFrame((frame) => frame.snapshot.state.sessions);
	const count = dialog.sessions.filter((name) => Object.hasOwn(sessions, name)).length;
	const now = useFrame((frame) => frame.now);
	return (
		<TextDialog
			title={`Stop ${count}?`}
			text={stopMarkedText(dialog, sessions, now, columns - 4)}
			scroll={dialog.scroll}
			below={[
				[],
				[span(dialog.running ? "Stopping…" : "Nothing has been done yet.", { bold: true })],
				choice(dialog, count, yes, columns - 4),
			]}
			columns={columns}
			height={height}
		/>
	);
}

function choice(
	dialog: StopMarkedDialogProps["dialog"],
	count: number,
	yes: string,
	columns: number,
): Line {
	if (dialog.kind === "stop-marked") return buttons(dialog.button, `${yes} stop them`);
	const asked = `write ${count}, then enter: `;
	return [
		span(asked, { color: "yellow" }),
		...fieldLine(dialog.field, Math.max(4, columns - asked.length)),
	];
}
