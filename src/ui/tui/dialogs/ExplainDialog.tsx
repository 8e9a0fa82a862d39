import type { ExplainDialogState } from "./dialog.ts";
import { explainText } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface ExplainDialogProps {
	readonly dialog: ExplainDialogState;
	readonly columns: number;
	readonly height: number;
}

/** Why it would, or would not, switch now. */
export function ExplainDialog({ dialog, columns, height }: ExplainDialogProps) {
	return (
		<TextDialog
			title="Why"
			text={explainText(dialog, columns - 4)}
			scroll={dialog.scroll}
			columns={columns}
			height={height}
		/>
	);
}
