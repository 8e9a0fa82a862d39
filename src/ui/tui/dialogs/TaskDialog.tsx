import type { Frame } from "../frame-store.ts";
import { type Line, span } from "../present/line.ts";
import { plain } from "../present/plain.ts";
import { taskLines } from "../present/task-lines.ts";
import { useMade } from "../room.ts";
import type { TaskDialogState } from "./dialog.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface TaskDialogProps {
	readonly dialog: TaskDialogState;
	readonly columns: number;
	readonly height: number;
}

/** One task: its facts, what it waits for, how its text begins. */
export function TaskDialog({ dialog, columns, height }: TaskDialogProps) {
	const text = useMade((frame) => taskText(dialog, frame, columns - 4));
	return (
		<TextDialog
			title={`Task ${plain(dialog.task)}`}
			text={text}
			scroll={dialog.scroll}
			columns={columns}
			height={height}
		/>
	);
}

/** The whole text of a task's dialog. */
export function taskText(
	{ task, text }: TaskDialogState,
	{ snapshot, minute }: Frame,
	columns: number,
): readonly Line[] {
	const found = snapshot.state.tasks.get(task);
	if (found === undefined) return [[span("this task has left the queue", { color: "yellow" })]];
	return taskLines(snapshot.state, found, text, minute, columns);
}
