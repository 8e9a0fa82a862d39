import { selectRefusedFiles } from "../../../state/held.ts";
import type { Dispatch, RefusedFile, State, Task, TaskState } from "../../../state/model.ts";
import { selectQueue, selectQueueCounts } from "../../../state/select.ts";
import type { TaskText } from "../../../state/task-client.ts";
import { selectWaits, type WaitKind } from "../../../state/waits.ts";
import { dispatchView } from "./dispatch.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** The task files as last seen. Times are epoch milliseconds. */
export interface QueueView extends Versioned {
	readonly counts: Readonly<Record<TaskState, number>>;
	readonly dispatch: Dispatch;
	readonly tasks: readonly QueuedTask[];
	/** Files in the inboxes that are not taken as tasks, and why, by path. */
	readonly refused?: readonly RefusedFile[];
}

/** A task, and what it waits for now if it does. An engine of before does not tell that, nor what is refused. */
export type QueuedTask = Task & {
	readonly waitsFor?: string | null;
	readonly waitsForKind?: WaitKind | null;
};

/** One task, and how its text begins. */
export interface TaskView extends Versioned {
	readonly task: QueuedTask;
	readonly text: TaskText;
}

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
export function queuedTask(state: State, now: number): (task: Task) => QueuedTask {
	const waitOf = selectWaits(state, now);
	return (task) => {
		const wait = waitOf(task);
		return { ...UNSAID, ...task, waitsFor: wait?.words ?? null, waitsForKind: wait?.kind ?? null };
	};
}

/** All tasks: what needs a person, what runs, what waits (next first), what ended. */
export function queueView(state: State, now: number): QueueView {
	return {
		schemaVersion: SCHEMA_VERSION,
		counts: selectQueueCounts(state),
		dispatch: dispatchView(state),
		tasks: selectQueue(state).map(queuedTask(state, now)),
		refused: selectRefusedFiles(state),
	};
}
