import type { RefusedFile, State, Task } from "./model.ts";
import type { Wait } from "./waits.ts";

/** What holds a waiting task back whoever is free: a marker beside its file, or a task that comes before it. */
export type Held = Extract<Wait, { kind: "blocked" | "depends-on" }>;

/** What holds a waiting task back by itself; `null`: nothing does. */
export function heldBy({ tasks }: Pick<State, "tasks">, task: Task): Held | null {
	const { blockedBy: marker, dependsOn = [] } = task;
	if (marker != null)
		return { kind: "blocked", words: `its marker ${marker} to be removed`, marker };
	for (const id of dependsOn) {
		const before = tasks.get(id);
		if (before?.state === "done") continue;
		return { kind: "depends-on", words: `${id}${whatOf(before)}`, task: id };
	}
	return null;
}

function whatOf(before: Task | undefined): string {
	if (before === undefined) return ", which is not known";
	const ended = before.state === "failed" || before.state === "uncertain";
	return ended ? `, which is ${before.state}` : "";
}

/** What lies in the inboxes and is not taken, by path. */
export function selectRefusedFiles(state: Pick<State, "refusedFiles">): readonly RefusedFile[] {
	return Object.values(state.refusedFiles ?? {}).toSorted((a, b) => (a.file < b.file ? -1 : 1));
}
