import { factsOf } from "../facts.ts";
import { useFrame, useRoom, useView } from "../room.ts";
import type { HelpDialogState } from "./dialog.ts";
import { helpText } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface HelpDialogProps {
	readonly dialog: HelpDialogState;
	readonly columns: number;
	readonly height: number;
}

/** The keys that count where the user came from. */
export function HelpDialog({ dialog, columns, height }: HelpDialogProps) {
	const room = useRoom();
	const frame = useFrame((f) => f);
	const view = useView((v) => v);
	return (
		<TextDialog
			title="Keys"
			text={helpText(dialog, factsOf(room, frame, view))}
			scroll={dialog.scroll}
			columns={columns}
			height={height}
		/>
	);
}
