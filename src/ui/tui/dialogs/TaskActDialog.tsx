import type { Frame } from "../frame-store.ts";
import { buttons } from "../present/buttons.ts";
import { type Line, span } from "../present/line.ts";
import { taskActLines } from "../present/task-lines.ts";
import { useFrame, useKeyOf, useMade } from "../room.ts";
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
	const { act, running, button } = dialog;
	const isThere = useFrame((frame) => frame.snapshot.state.tasks.has(dialog.task));
	const text = useMade((frame) => taskActText(dialog, frame, columns - 4));
	return (
		<TextDialog
			title={act === "retry" ? "Try again?" : "Drop?"}
			text={text}
			scroll={dialog.scroll}
			below={[
				[],
				[span(running ? "Doing it…" : "Nothing has been done yet.", { bold: true })],
				buttons(button, `${yes} ${act === "retry" ? "let it wait" : "drop it"}`, isThere),
			]}
			columns={columns}
			height={height}
		/>
	);
}

/** The whole text of the dialog. */
export function taskActText(
	{ task, act, problem }: TaskActDialogState,
	{ snapshot }: Frame,
	columns: number,
): readonly Line[] {
	const found = snapshot.state.tasks.get(task);
	const gone: Line = [span("this task has left the queue")];
	const lines = found === undefined ? [gone] : taskActLines(found, act, columns);
	return [...problemLines(problem, columns), ...lines];
}
