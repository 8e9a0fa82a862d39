import type { ActReply, EngineClient, Refusal } from "../../../state/client.ts";
import type { Task, TaskPriority } from "../../../state/model.ts";
import type { TaskDialogState } from "../dialogs/dialog.ts";
import { taskOf } from "../facts.ts";
import { besidePriority } from "../present/new-task-lines.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { changeDialog, openDialog, toast, topOf } from "../view-store.ts";
import { closeDone, refuseIn } from "./answered.ts";
import { noAnswer, sayRefused } from "./attempt.ts";
import { choosePriority } from "./new-task.ts";
import { act, beginForGood } from "./undo.ts";

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
	const { id } = task;
	const subject = `priority ${id}`;
	const now = priorityNow(room, task);
	if (!room.turns.has(subject) && besidePriority(now, by) === now) {
		sayNoneBeyond(room, id, now);
		return;
	}
	const reply = await act<Moved>(room, {
		subject,
		ask: (last) => moved(room, id, (last as Moved | undefined)?.to ?? priorityNow(room, task), by),
		undo: (done) =>
			done.from === done.to
				? null
				: {
						what: `the priority ${done.to} of ${plain(id)}`,
						back: (client) => setBack(client, id, done),
					},
	});
	if (reply.kind === "refused") sayRefused(room, reply);
	else if (reply.from === reply.to) sayNoneBeyond(room, id, reply.to);
	else toast(room.view, `${plain(id)} has priority ${reply.to} now; u undoes that`);
}

function sayNoneBeyond({ view }: Room, id: string, priority: TaskPriority): void {
	toast(view, `${plain(id)} has priority ${priority}: there is none beyond`, "warn");
}

interface Moved {
	readonly kind: "moved";
	readonly from: TaskPriority;
	readonly to: TaskPriority;
}

async function moved(
	{ client }: Room,
	id: string,
	from: TaskPriority,
	by: 1 | -1,
): Promise<Moved | Refusal> {
	const to = besidePriority(from, by);
	const reply: ActReply = to === from ? { kind: "done" } : await client.tasks.setPriority(id, to);
	return reply.kind === "refused" ? reply : { kind: "moved", from, to };
}

function priorityNow({ client }: Room, { id, priority }: Task): TaskPriority {
	return client.store.getState().state.tasks.get(id)?.priority ?? priority;
}

async function setBack(client: EngineClient, id: string, { from, to }: Moved): Promise<ActReply> {
	const now = client.store.getState().state.tasks.get(id)?.priority;
	// The store may not have heard of the act yet; what is gone is refused by the engine.
	if (now === undefined || now === to || now === from) return client.tasks.setPriority(id, from);
	const why = `somebody else has given ${plain(id)} the priority ${now} since`;
	return { kind: "refused", why, remedy: "the queue shows it: 3" };
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
	beginForGood(room);
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
