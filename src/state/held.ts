import type { RefusedFile, State, Task } from "./model.ts";
import { isProjectPaused } from "./pauses.ts";

/**
 * What holds a waiting task back whoever is free, in words: a marker beside its file, or a task that comes before it.
 * `null`: nothing does.
 */
export function heldBy({ tasks }: Pick<State, "tasks">, task: Task): string | null {
	if (task.blockedBy != null) return `its marker ${task.blockedBy} to be removed`;
	for (const id of task.dependsOn ?? []) {
		const before = tasks[id];
		if (before?.state === "done") continue;
		if (before === undefined) return `${id}, which is not known`;
		if (before.state === "failed" || before.state === "uncertain")
			return `${id}, which is ${before.state}`;
		return id;
	}
	return null;
}

/** It waits, and nothing but a session is missing. */
export function waitsForSession(state: Pick<State, "tasks">, task: Task): boolean {
	return task.state === "waiting" && heldBy(state, task) === null;
}

/** What a waiting task waits for now, in words; `null` for a task that does not wait. */
export function selectWaitsFor(
	state: Pick<State, "tasks" | "dispatch">,
	task: Task,
): string | null {
	if (task.state !== "waiting") return null;
	const held = heldBy(state, task);
	if (held !== null) return held;
	if (state.dispatch.paused) return "dispatch to go on";
	if (isProjectPaused(state, task.project)) return "its project to go on";
	return state.dispatch.waitsFor ?? task.note ?? "an idle session";
}

/** What lies in the inboxes and is not taken, by path. */
export function selectRefusedFiles(state: Pick<State, "refusedFiles">): readonly RefusedFile[] {
	return Object.values(state.refusedFiles ?? {}).toSorted((a, b) => (a.file < b.file ? -1 : 1));
}
