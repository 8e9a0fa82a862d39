import type { TaskDialogState } from "../dialogs/dialog.ts";
import { taskOf } from "../facts.ts";
import { besidePriority } from "../present/new-task-lines.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { changeDialog, openDialog, toast, topOf } from "../view-store.ts";
import { closeDone, refuseIn } from "./answered.ts";
import { noAnswer, sayRefused } from "./attempt.ts";
import { choosePriority } from "./new-task.ts";
import { canUndo } from "./undo.ts";

/** Shows a task, and how its text begins. */
export async function openTask(room: Room): Promise<void> {
	const found = taskOf(room.frames.store.getState(), room.view.getState());
	if (found === null) return;
	const task = found.id;
	const dialog = openDialog<TaskDialogState>(room.view, {
		kind: "task",
		task,
		text: null,
		scroll: 0,
	});
	const reply = await room.client.tasks.read(task).catch(noAnswer("enter"));
	const unread = (why: string) => ({ lines: null, more: false, why });
	const text = reply.kind === "ok" ? reply.text : unread(reply.why);
	changeDialog(room.view, dialog, (d) => ({ ...d, text }));
}

/** Gives the task, or the new one that is being written, a priority that is one higher (-1) or lower (1). */
export async function changePriority(room: Room, by: 1 | -1): Promise<void> {
	if (topOf(room.view, "new-task") !== null) {
		choosePriority(room, by);
		return;
	}
	const task = taskOf(room.frames.store.getState(), room.view.getState());
	if (task === null) return;
	const { id, priority: before } = task;
	const priority = besidePriority(before, by);
	if (priority === before) {
		toast(room.view, `${plain(id)} has priority ${before}: there is none beyond`, "warn");
		return;
	}
	const reply = await room.client.tasks.setPriority(id, priority);
	if (reply.kind === "refused") {
		sayRefused(room, reply);
		return;
	}
	const what = `the priority ${priority} of ${plain(id)}`;
	canUndo(room, { what, back: (client) => client.tasks.setPriority(id, before) });
	toast(room.view, `${plain(id)} has priority ${priority} now; u undoes that`);
}

/** Shows what letting the task wait anew, or dropping it, would do. Nothing is done. */
export function openTaskAct(room: Room, act: "retry" | "drop"): void {
	const task = taskOf(room.frames.store.getState(), room.view.getState());
	if (task === null) return;
	const fresh = { problem: null, running: false, scroll: 0, button: "cancel" } as const;
	openDialog(room.view, { kind: "task-act", act, task: task.id, ...fresh });
}

/** Does what is shown. */
export async function runTaskAct(room: Room): Promise<void> {
	const dialog = topOf(room.view, "task-act");
	if (dialog === null || dialog.running) return;
	const { act, task } = dialog;
	changeDialog(room.view, dialog, (d) => ({ ...d, running: true, problem: null }));
	const { tasks } = room.client;
	const reply = await (act === "retry" ? tasks.retry(task) : tasks.drop(task)).catch(
		noAnswer(act === "retry" ? "R" : "D"),
	);
	if (reply.kind === "refused") {
		refuseIn(
			room,
			dialog,
			`${act === "retry" ? "another try of" : "dropping"} ${plain(task)}`,
			reply,
		);
		return;
	}
	closeDone(room, dialog);
	toast(room.view, `${plain(task)} ${act === "retry" ? "waits anew" : "is out of the queue"}`);
}
