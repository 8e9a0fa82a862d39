import type { ActReply, EngineClient } from "../../../state/client.ts";
import type { Task } from "../../../state/model.ts";
import type { NewTaskDialogState } from "../dialogs/dialog.ts";
import { subjectOf, taskOf } from "../facts.ts";
import { besidePriority, nameOfProject } from "../present/new-task-lines.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { emptyField } from "../text-field.ts";
import { changeDialog, openDialog, toast, topOf } from "../view-store.ts";
import { closeDone, refuseIn } from "./answered.ts";
import { noAnswer } from "./attempt.ts";
import { act } from "./undo.ts";

/** Opens a line for a new task, in the project of what is selected. Nothing is added. */
export function openNewTask(room: Room): void {
	const frame = room.frames.store.getState();
	const view = room.view.getState();
	const { policy, sessions } = frame.snapshot.state;
	const projects = Object.keys(policy.dispatch?.projects ?? {});
	const here = taskOf(frame, view)?.project ?? sessions[subjectOf(frame, view) ?? ""]?.project;
	const project = Math.max(0, projects.indexOf(here ?? ""));
	const fresh = { field: emptyField, priority: "normal", problem: null, running: false } as const;
	openDialog(room.view, { kind: "new-task", projects, project, ...fresh });
}

/** Chooses the next of the projects. */
export function nextProject(room: Room): void {
	change(room, (d) => ({ ...d, project: (d.project + 1) % Math.max(1, d.projects.length) }));
}

/** Chooses a priority that is one higher (-1) or lower (1). */
export function choosePriority(room: Room, by: 1 | -1): void {
	change(room, (d) => ({ ...d, priority: besidePriority(d.priority, by) }));
}

/** Puts the task into the inbox of the project, once; the dialog stays with the reason when it was refused. */
export async function runNewTask(room: Room): Promise<void> {
	const dialog = topOf(room.view, "new-task");
	if (dialog === null || dialog.running) return;
	const { field, projects, project: index, priority } = dialog;
	if (field.text.trim() === "") {
		toast(room.view, "write what is to be done; esc goes back", "warn");
		return;
	}
	changeDialog(room.view, dialog, (d) => ({ ...d, running: true, problem: null }));
	const project = projects[index];
	const ask = { text: `${field.text}\n`, priority, ...(project !== undefined && { project }) };
	const reply = await act(room, {
		subject: "new task",
		ask: () => room.client.tasks.add(ask).catch(noAnswer("n")),
		undo: ({ task }) => ({
			what: `the new task ${task.id}`,
			back: (client) => takeBack(client, task),
		}),
	});
	if (reply.kind === "refused") {
		refuseIn(room, dialog, `the new task "${plain(field.text.trim())}"`, reply);
		return;
	}
	closeDone(room, dialog);
	const { task } = reply;
	const where = plain(nameOfProject(task.project));
	toast(
		room.view,
		`${plain(task.id)} waits in ${where}, priority ${task.priority}; u takes it back`,
	);
}

/** Only what nobody has begun with is taken back. */
async function takeBack(client: EngineClient, { id }: Task): Promise<ActReply> {
	const now = client.store.getState().state.tasks.get(id);
	if (now !== undefined && now.state === "waiting") return client.tasks.drop(id);
	const why = now === undefined ? `${id} has left the queue` : `${id} is ${now.state} by now`;
	return { kind: "refused", why, remedy: "the queue shows it: 3" };
}

function change(room: Room, by: (d: NewTaskDialogState) => NewTaskDialogState): void {
	const dialog = topOf(room.view, "new-task");
	if (dialog !== null && !dialog.running) changeDialog(room.view, dialog, by);
}
