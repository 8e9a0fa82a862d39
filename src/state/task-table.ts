import { OrderedMap } from "immutable";
import type { Task } from "./model/task.ts";

/**
 * All tasks by their id, in the order in which they were found. It never changes: `set` and `delete` give another table,
 * at the same small cost however many tasks there are. As JSON it is an object.
 */
export type TaskTable = OrderedMap<string, Task>;

/** The table of these tasks. */
export function taskTable(tasks: Iterable<Task> = []): TaskTable {
	return OrderedMap<string, Task>().withMutations((table) => {
		for (const task of tasks) table.set(task.id, task);
	});
}
