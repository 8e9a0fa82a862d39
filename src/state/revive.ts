import type { Task } from "./model/task.ts";
import { initialState, type State } from "./model.ts";
import { taskTable } from "./task-table.ts";

/** The state that was written as JSON; what an older version did not write is as before the first event. */
export function reviveState(written: unknown): State {
	const { tasks, ...state } = written as Omit<State, "tasks"> & { tasks?: Record<string, Task> };
	return { ...initialState, ...state, tasks: taskTable(Object.values(tasks ?? {})) };
}
