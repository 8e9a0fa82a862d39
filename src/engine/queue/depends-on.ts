import type { Ledger } from "../../state/journal-ledger.ts";
import type { Task } from "../../state/model.ts";

/** What is known of a task when another is to depend on it. */
export type KnownTask = Pick<Task, "id" | "state" | "dependsOn" | "key">;

/** The ids of what a file depends on, or why that cannot be. */
export type Dependencies =
	| { readonly kind: "ok"; readonly ids: readonly string[] }
	| { readonly kind: "refused"; readonly why: string };

/**
 * Reads `depends_on` of a task of the project `key`: `task` of its own project, or `project:task`. A project that is
 * not registered is refused, and so is a task that would wait for itself through those that wait now. A task that is not
 * known may come yet; one that the ledger knows as done is not waited for.
 */
export function dependenciesOf(
	id: string,
	key: string,
	references: readonly string[],
	projects: ReadonlySet<string>,
	tasks: ReadonlyMap<string, KnownTask>,
	ledger: Pick<Ledger, "byTask">,
): Dependencies {
	const ids: string[] = [];
	for (const reference of references) {
		const [before, after] = reference.split(":");
		const project = after === undefined ? key : (before ?? "");
		if (!projects.has(project)) {
			const known = [...projects].join(", ");
			return refused(`depends_on names ${project}, which is no project (known: ${known})`);
		}
		const needed = `${project}.${after ?? before}`;
		// Done so long ago that the state has forgotten it.
		const isDone = !tasks.has(needed) && ledger.byTask(needed)?.outcome === "done";
		if (!isDone) ids.push(needed);
	}
	const circle = wayBack(id, ids, tasks);
	if (circle === null) return { kind: "ok", ids };
	return refused(`it would wait for itself: ${[id, ...circle].join(" → ")}`);
}

/** The way from these tasks to `id` along what each waits for; `null`: there is none. */
function wayBack(
	id: string,
	from: readonly string[],
	tasks: ReadonlyMap<string, KnownTask>,
): readonly string[] | null {
	const cameFrom = new Map<string, string | null>(from.map((one) => [one, null]));
	const open = [...from];
	for (let last = open.pop(); last !== undefined; last = open.pop()) {
		if (last === id) return stepsTo(last, cameFrom);
		const task = tasks.get(last);
		if (task?.state !== "waiting") continue;
		for (const next of task.dependsOn ?? []) {
			if (cameFrom.has(next)) continue;
			cameFrom.set(next, last);
			open.push(next);
		}
	}
	return null;
}

function stepsTo(last: string, cameFrom: ReadonlyMap<string, string | null>): readonly string[] {
	const steps: string[] = [];
	for (let step: string | null = last; step !== null; step = cameFrom.get(step) ?? null) {
		steps.unshift(step);
	}
	return steps;
}

function refused(why: string): Dependencies {
	return { kind: "refused", why };
}
