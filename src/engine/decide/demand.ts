import type { State } from "../../state/model.ts";
import { countRunning, holdsOf, limitOf } from "../../state/waits.ts";

/**
 * How many waiting tasks would go if there were sessions for all, by the model that they choose (`null`: none). What a
 * pause, another task, a limit of its project or a model without quota holds back is not among them. Pure.
 */
export function demandOf(state: State, now: number): ReadonlyMap<string | null, number> {
	const demand = new Map<string | null, number>();
	const holdOf = holdsOf(state, now);
	const running = countRunning(state);
	for (const task of Object.values(state.tasks)) {
		if (task.state !== "waiting" || holdOf(task) !== null) continue;
		const { project, choices } = task;
		const runs = running.get(project) ?? 0;
		const limit = limitOf(state, project);
		if (limit > 0 && runs >= limit) continue;
		running.set(project, runs + 1);
		const model = choices?.model ?? null;
		demand.set(model, (demand.get(model) ?? 0) + 1);
	}
	return demand;
}

/** Whether any task waits for nothing but a session. Pure. */
export function isDemanded(state: State, now: number): boolean {
	return demandOf(state, now).size > 0;
}
