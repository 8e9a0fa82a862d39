import type { State, Task } from "./model.ts";
import { onceFor } from "./once-for.ts";

/** What is asked of all tasks again and again, looked up in one pass. */
export interface TaskIndex {
	readonly waiting: readonly Task[];
	readonly running: readonly Task[];
	/** By path: those of which a task runs, or was ever begun as far as is known. */
	readonly projects: ReadonlyMap<string, Begun>;
}

export interface Begun {
	/** How many of its tasks run. */
	readonly running: number;
	/** When one was last given out (epoch ms). */
	readonly lastAt: number;
}

/** The index of these tasks: made once, as they never change; another state has other ones. */
export function indexTasks({ tasks }: Pick<State, "tasks">): TaskIndex {
	return indexOf(tasks);
}

const indexOf = onceFor(makeIndex);

function makeIndex(tasks: State["tasks"]): TaskIndex {
	const waiting: Task[] = [];
	const running: Task[] = [];
	const projects = new Map<string, { running: number; lastAt: number }>();
	for (const task of tasks.values()) {
		const { state, project, startedAt } = task;
		if (state === "waiting") waiting.push(task);
		if (state === "running") running.push(task);
		if (state !== "running" && startedAt === null) continue;
		const begun = projects.get(project) ?? { running: 0, lastAt: 0 };
		if (state === "running") begun.running += 1;
		begun.lastAt = Math.max(begun.lastAt, startedAt ?? 0);
		projects.set(project, begun);
	}
	return { waiting, running, projects };
}
