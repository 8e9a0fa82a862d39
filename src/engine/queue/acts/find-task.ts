import { join } from "node:path";
import type { Refusal } from "../../../state/client.ts";
import type { State, Task } from "../../../state/model.ts";
import { nearest } from "../../config/nearest.ts";
import type { EngineParts } from "../../parts.ts";
import { exists } from "../free-name.ts";
import { claimedName, kindOfName, queueFolders } from "../inbox.ts";
import { allProjects } from "../projects.ts";

/** The task of that id, as it is now. */
export function taskOf({ tasks }: Pick<State, "tasks">, id: string): Task | undefined {
	return tasks.get(id);
}

/** Says of an id that is not in the state where its file lies, or which one may be meant. */
export async function noSuchTask(
	parts: Pick<EngineParts, "config" | "recorder" | "files">,
	id: string,
): Promise<Refusal> {
	const file = await whereItLies(parts, id);
	const name = JSON.stringify(id);
	if (file === null) {
		const near = nearest(id, [...parts.recorder.state().tasks.keys()]);
		const remedy = near === null ? "`claude-failover queue` lists them" : `did you mean ${near}?`;
		return { kind: "refused", why: `there is no task ${name}`, remedy };
	}
	if (file.includes("/inbox/")) {
		const remedy = "`claude-failover queue` says if it is refused, and why";
		return { kind: "refused", why: `${name} is not taken up: its file is ${file}`, remedy };
	}
	const why = `${name} ended long ago and is not kept any more; its file is ${file}`;
	const remedy = `to have it done again: claude-failover queue add ${file}`;
	return { kind: "refused", why, remedy };
}

/** Ids are `project.name`; only a name that a task's file can have is looked for. */
async function whereItLies(
	{ config, files }: Pick<EngineParts, "config" | "files">,
	id: string,
): Promise<string | null> {
	const [key = "", ...rest] = id.split(".");
	const project = allProjects(config).find((one) => one.key === key);
	const name = `${rest.join(".")}.md`;
	if (project === undefined || kindOfName(name) !== "task") return null;
	const { inbox, done, failed } = queueFolders(project.path);
	const places = [join(inbox, name), claimedName(join(inbox, name))];
	for (const file of [...places, join(failed, name), join(done, name)]) {
		if (await exists(files, file)) return file;
	}
	return null;
}

/** The session that is still in the turn which this attempt of the task began; `null`: none is. */
export function stillAtWork({ sessions }: Pick<State, "sessions">, task: Task): string | null {
	if (task.nonce === null) return null;
	const at = Object.values(sessions).find((s) => s.turn !== null && s.turn.nonce === task.nonce);
	return at?.name ?? null;
}
