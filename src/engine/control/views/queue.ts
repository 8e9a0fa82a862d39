import type * as z from "zod";
import { selectRefusedFiles } from "../../../state/held.ts";
import type * as model from "../../../state/model.ts";
import { selectQueue, selectQueueCounts } from "../../../state/select.ts";
import { selectWaits } from "../../../state/waits.ts";
import { Dispatch } from "../shapes/dispatch.ts";
import { RefusedFile, Task, TaskCounts, TaskText, WaitKind } from "../shapes/task.ts";
import { list, textOrNull } from "../shapes/units.ts";
import { dispatchView } from "./dispatch.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { versioned } from "./versioned.ts";

/** A task, and what it waits for now if it does. */
export const QueuedTask = Task.required({
	dependsOn: true,
	blockedBy: true,
	choices: true,
	failures: true,
	notBefore: true,
	typedAt: true,
})
	.extend({
		waitsFor: textOrNull("In words; null: it does not wait"),
		waitsForKind: WaitKind.nullable(),
	})
	.meta({ id: "Task" });
export type QueuedTask = z.infer<typeof QueuedTask>;

/** The task files as last seen. */
export const QueueView = versioned({
	counts: TaskCounts,
	dispatch: Dispatch,
	tasks: list(QueuedTask).describe("What needs a person, runs, waits (next first), ended"),
	refused: list(RefusedFile).describe("What lies in the inboxes and is not taken, by path"),
}).meta({ id: "Queue" });
export type QueueView = z.infer<typeof QueueView>;

/** One task, and how its text begins. */
export const TaskView = versioned({
	task: QueuedTask,
	text: TaskText,
});
export type TaskView = z.infer<typeof TaskView>;

/** The task that was put into an inbox. */
export const AddedTaskView = versioned({ task: QueuedTask });
export type AddedTaskView = z.infer<typeof AddedTaskView>;

/** A task as it is after what a person did to it. */
export const ActedTaskView = versioned({
	task: QueuedTask.nullable().describe("null: its file was gone, and it with it"),
});
export type ActedTaskView = z.infer<typeof ActedTaskView>;

/** What a task does not say is `null`, or empty. */
const UNSAID = {
	dependsOn: [],
	blockedBy: null,
	choices: {},
	failures: 0,
	notBefore: null,
	typedAt: null,
} as const;

/** A task as the queue shows it. */
export function queuedTask(state: model.State, now: number): (task: model.Task) => QueuedTask {
	const waitOf = selectWaits(state, now);
	return (task) => {
		const wait = waitOf(task);
		return { ...UNSAID, ...task, waitsFor: wait?.words ?? null, waitsForKind: wait?.kind ?? null };
	};
}

/** All tasks: what needs a person, what runs, what waits (next first), what ended. */
export function queueView(state: model.State, now: number): QueueView {
	return {
		schemaVersion: SCHEMA_VERSION,
		counts: selectQueueCounts(state),
		dispatch: dispatchView(state),
		tasks: selectQueue(state).map(queuedTask(state, now)),
		refused: selectRefusedFiles(state),
	};
}
