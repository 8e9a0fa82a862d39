import type { State } from "../../state/model.ts";
import { indexTasks } from "../../state/task-index.ts";
import { heldByLimit, holdsOf } from "../../state/waits.ts";

/**
 * How many waiting tasks would go if there were sessions for all, by the model that they choose (`null`: none). What a
 * pause, another task, a limit of its project or a model without quota holds back is not among them. Pure.
 */
export function demandOf(state: State, now: number): ReadonlyMap<string | null, number> {
	const demand = new Map<string | null, number>();
	const holdOf = holdsOf(state, now);
	const counted = new Map<string, number>();
	for (const task of indexTasks(state).waiting) {
		if (holdOf(task) !== null) continue;
		const { project, choices } = task;
		const more = counted.get(project) ?? 0;
		if (heldByLimit(state, project, more) !== null) continue;
		counted.set(project, more + 1);
		const model = choices?.model ?? null;
		demand.set(model, (demand.get(model) ?? 0) + 1);
	}
	return demand;
}

/** Whether any task waits for nothing but a session. Pure. */
export function isDemanded(state: State, now: number): boolean {
	return demandOf(state, now).size > 0;
}
