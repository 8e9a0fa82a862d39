import { basename, join } from "node:path";
import type { Task } from "../../state/model.ts";
import type { Files } from "../ports/files.ts";
import { exists, lastTakenName } from "./free-name.ts";
import { queueFolders, unclaimedName } from "./inbox.ts";
import { begunAt, stateInStatusFile } from "./status-file.ts";
import { readTaskFile } from "./task-file.ts";

/** What the agent itself says of its task. `file`: where it put the task's file; `null`: it left it where it was. */
export interface AgentsWord {
	readonly outcome: "done" | "failed";
	readonly file: string | null;
}

/**
 * An agent may move the file of its task to `done/` or `failed/` itself, or say so in `status.json`. Where both folders
 * hold it, it is not said to be done. `null`: it says nothing.
 */
export async function agentsWord(files: Files, task: Task): Promise<AgentsWord | null> {
	if (!(await exists(files, task.file))) {
		for (const outcome of ["failed", "done"] as const) {
			const file = await putBy(files, task, outcome);
			if (file !== null) return { outcome, file };
		}
	}
	const said = await stateInStatusFile(files, task);
	return said === "done" || said === "failed" ? { outcome: said, file: null } : null;
}

/**
 * The task's file in a folder, by its own or its claimed name. One that lay there before this attempt, or that has the
 * footer of another task, is another task's; its own footer may be of an earlier attempt, or was written before a crash.
 */
async function putBy(files: Files, task: Task, outcome: "done" | "failed"): Promise<string | null> {
	const folder = queueFolders(task.project)[outcome];
	const claimed = join(folder, basename(task.file));
	const own = await lastTakenName(files, unclaimedName(claimed));
	for (const file of [claimed, own]) {
		const info = await files.lstat(file).catch(() => null);
		if (info === null || (info.ctimeMs ?? Infinity) < begunAt(task)) continue;
		const read = await readTaskFile(files, file);
		if (read.kind === "ok" && (read.task.footer?.task ?? task.id) === task.id) return file;
	}
	return null;
}
