import { useMemo } from "react";
import { heldLines, tailLines } from "../present/checkpoint-lines.ts";
import { comparisonLines } from "../present/comparison-lines.ts";
import type { Line } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { indented } from "../present/plan-lines.ts";
import { useFrame } from "../room.ts";
import type { CheckpointDialogState } from "./dialog.ts";
import { problemLines } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface CheckpointDialogProps {
	readonly dialog: CheckpointDialogState;
	readonly columns: number;
	readonly height: number;
}

const TITLES: Readonly<Record<CheckpointDialogState["part"], string>> = {
	held: "Checkpoint",
	transcript: "Transcript, its end",
	compared: "Compared with now",
};

/** What one checkpoint holds, the end of its transcript, or what there is now of it. */
export function CheckpointDialog({ dialog, columns, height }: CheckpointDialogProps) {
	const minute = useFrame((frame) => frame.minute);
	const text = useMemo(
		() => checkpointText(dialog, minute, columns - 4),
		[dialog, minute, columns],
	);
	return (
		<TextDialog
			title={`${TITLES[dialog.part]}: ${plain(dialog.checkpoint)}`}
			text={text}
			scroll={dialog.scroll}
			columns={columns}
			height={height}
		/>
	);
}

/** The whole text of the dialog. */
export function checkpointText(
	{ part, read, compared }: CheckpointDialogState,
	now: number,
	columns: number,
): readonly Line[] {
	if (read === null) return indented(0, "Reading…", columns);
	if (read.kind === "refused") return problemLines(read, columns);
	if (part === "transcript") return tailLines(read.content, columns);
	if (part === "held") return heldLines(read.content, now, columns);
	if (compared === null) return indented(0, "Comparing…", columns);
	if (compared.kind === "refused") return problemLines(compared, columns);
	return comparisonLines(read.content, compared.comparison, columns);
}
