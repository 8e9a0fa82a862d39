import { fieldLine } from "../present/field-line.ts";
import { span } from "../present/line.ts";
import { newTaskLines } from "../present/new-task-lines.ts";
import type { NewTaskDialogState } from "./dialog.ts";
import { problemLines } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface NewTaskDialogProps {
	readonly dialog: NewTaskDialogState;
	readonly columns: number;
	readonly height: number;
}

/** One line that says what is to be done; enter puts it into the queue. */
export function NewTaskDialog({ dialog, columns, height }: NewTaskDialogProps) {
	const { field, projects, project, priority, problem, running } = dialog;
	return (
		<TextDialog
			title="New task"
			text={[
				[span("❯ ", { color: "cyan" }), ...fieldLine(field, columns - 6)],
				// Right under the line: on a small screen the rest has no room.
				...(problem === null ? [[]] : problemLines(problem, columns - 4)),
				...newTaskLines(projects, project, priority),
			]}
			scroll={0}
			below={[
				[
					span(running ? "Adding…" : "Enter puts it into the inbox of the project, as a file.", {
						bold: true,
					}),
				],
			]}
			columns={columns}
			height={height}
		/>
	);
}
