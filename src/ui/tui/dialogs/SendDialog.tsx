import { fieldLine } from "../present/field-line.ts";
import { span } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import type { SendDialogState } from "./dialog.ts";
import { problemLines } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface SendDialogProps {
	readonly dialog: SendDialogState;
	readonly columns: number;
	readonly height: number;
}

/** One line for a session; enter sends it. */
export function SendDialog({ dialog, columns, height }: SendDialogProps) {
	const prompt = "❯ ";
	return (
		<TextDialog
			title={`Send to ${plain(dialog.session)}`}
			text={[
				[span(prompt, { color: "cyan" }), ...fieldLine(dialog.field, columns - 6)],
				[],
				...problemLines(dialog.problem, columns - 4),
			]}
			scroll={0}
			below={[
				[
					span(
						dialog.running
							? "Sending; its turn is waited for…"
							: "Enter sends it as the session's next prompt, if it rests.",
						{ bold: true },
					),
				],
			]}
			columns={columns}
			height={height}
		/>
	);
}
