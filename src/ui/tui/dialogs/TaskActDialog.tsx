import { buttons } from "../present/buttons.ts";
import { type Line, span } from "../present/line.ts";
import { taskActLines } from "../present/task-lines.ts";
import { useFrame, useKeyOf } from "../room.ts";
import type { TaskActDialogState } from "./dialog.ts";
import { problemLines } from "./scroll.ts";
import { TextDialog } from "./TextDialog.tsx";

export interface TaskActDialogProps {
	readonly dialog: TaskActDialogState;
	readonly columns: number;
	readonly height: number;
}

/** What letting a task wait anew, or dropping it, would do; `y` does it. */
export function TaskActDialog({ dialog, columns, height }: TaskActDialogProps) {
	const yes = useKeyOf("confirm", "task-act");
	const { act, problem, running, button } = dialog;
	const task = useFrame((frame) => frame.snapshot.state.tasks.get(dialog.task));
	const gone: Line = [span("this task has left the queue")];
	const lines = task === undefined ? [gone] : taskActLines(task, act, columns - 4);
	return (
		<TextDialog
			title={act === "retry" ? "Try again?" : "Drop?"}
			text={[...problemLines(problem, columns - 4), ...lines]}
			scroll={0}
			below={[
				[],
				[span(running ? "Doing it…" : "Nothing has been done yet.", { bold: true })],
				buttons(
					button,
					`${yes} ${act === "retry" ? "let it wait" : "drop it"}`,
					task !== undefined,
				),
			]}
			columns={columns}
			height={height}
		/>
	);
}
