import type { Ledger } from "../../state/journal-ledger.ts";
import type { EngineParts } from "../parts.ts";
import type { Scrub } from "../scrub.ts";
import { dependenciesOf, type KnownTask } from "./depends-on.ts";
import { projectKeys } from "./inbox.ts";
import type { TaskFile } from "./task-file.ts";

/** What is known beside a task file, by which it is judged. */
export interface Surroundings {
	/** What the projects are called in the ids of their tasks, by their paths. */
	readonly keys: ReadonlyMap<string, string>;
	/** Models that a task may select. */
	readonly models: readonly string[];
	/** As the recorder does to what is told of a file: only so can the two be compared. */
	readonly scrub: Scrub;
	/** What became of tasks that the state has forgotten. */
	readonly ledger: Ledger;
	readonly tasks: ReadonlyMap<string, KnownTask>;
}

export function surroundingsOf({
	config,
	recorder,
}: Pick<EngineParts, "config" | "recorder">): Surroundings & {
	readonly tasks: Map<string, KnownTask>;
} {
	const before = recorder.state().tasks;
	let tasks: Map<string, KnownTask> | null = null;
	return {
		keys: projectKeys(config.projects.map((p) => p.path)),
		models: config.dispatch.models,
		scrub: recorder.scrub,
		ledger: recorder.ledger,
		// Needed for what is new, and mostly nothing is.
		get tasks() {
			tasks ??= new Map(before);
			return tasks;
		},
	};
}

/** The ids of what the file of the task `id` depends on, or why that cannot be. `key`: its project. */
export function needsOf(
	around: Surroundings,
	id: string,
	key: string,
	{ dependsOn }: Pick<TaskFile, "dependsOn">,
): ReturnType<typeof dependenciesOf> {
	if (dependsOn.length === 0) return { kind: "ok", ids: [] };
	const { keys, tasks, ledger } = around;
	return dependenciesOf(id, key, dependsOn, new Set(keys.values()), tasks, ledger);
}
