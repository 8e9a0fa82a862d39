import type { Dispatch, State, Task, TaskState } from "../../../state/model.ts";
import { selectQueue, selectQueueCounts } from "../../../state/select.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** The task files as last seen. Times are epoch milliseconds. */
export interface QueueView extends Versioned {
	readonly counts: Readonly<Record<TaskState, number>>;
	readonly dispatch: Dispatch;
	readonly tasks: readonly Task[];
}

/** All tasks: what needs a person, what runs, what waits (best first), what ended. */
export function queueView(state: State): QueueView {
	return {
		schemaVersion: SCHEMA_VERSION,
		counts: selectQueueCounts(state),
		dispatch: state.dispatch,
		tasks: selectQueue(state),
	};
}
