import type { State } from "./model.ts";

/** Whether no task of this project (by its path) is given out: it is paused itself, or everything is. */
export function isProjectPaused(state: Pick<State, "dispatch">, project: string): boolean {
	const { paused, projects = {} } = state.dispatch;
	return paused || Object.hasOwn(projects, project);
}
