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
 * known may come yet. Pure.
 */
export function dependenciesOf(
	id: string,
	key: string,
	references: readonly string[],
	projects: ReadonlySet<string>,
	tasks: ReadonlyMap<string, KnownTask>,
): Dependencies {
	const ids: string[] = [];
	for (const reference of references) {
		const [before, after] = reference.split(":");
		const project = after === undefined ? key : (before ?? "");
		if (!projects.has(project)) {
			const known = [...projects].join(", ");
			return refused(`depends_on names ${project}, which is no project (known: ${known})`);
		}
		ids.push(`${project}.${after ?? before}`);
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
	const seen = new Set<string>();
	const open = from.map((one) => [one]);
	for (let way = open.pop(); way !== undefined; way = open.pop()) {
		const last = way.at(-1) ?? "";
		if (last === id) return way;
		if (seen.has(last)) continue;
		seen.add(last);
		const task = tasks.get(last);
		if (task?.state !== "waiting") continue;
		for (const next of task.dependsOn ?? []) open.push([...way, next]);
	}
	return null;
}

function refused(why: string): Dependencies {
	return { kind: "refused", why };
}
