import type { State } from "./model.ts";

/** Whether the tasks of a project are not given out: all dispatch is paused, or this project is. */
export function isProjectPaused({ dispatch }: Pick<State, "dispatch">, project: string): boolean {
	return dispatch.paused || dispatch.projects?.[project] !== undefined;
}
