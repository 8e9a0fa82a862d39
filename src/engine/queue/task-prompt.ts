import type { Task } from "../../state/model.ts";
import type { Files } from "../ports/files.ts";
import { readTaskFile } from "./task-file.ts";

/** The mark of one attempt in prompts and transcripts. */
export function nonceOf(task: string, attempt: number): string {
	return `ccl:${task}:${attempt}`;
}

export type TaskPrompt =
	| { readonly kind: "ok"; readonly prompt: string }
	| { readonly kind: "refused"; readonly why: string };

/** The prompt of a running task: its text, then the mark of the attempt. */
export async function taskPrompt(files: Files, task: Task): Promise<TaskPrompt> {
	const read = await readTaskFile(files, task.file);
	if (read.kind === "ok" && task.nonce !== null) {
		return { kind: "ok", prompt: `${read.task.body.trimEnd()}\n\n[${task.nonce}]` };
	}
	const why = read.kind === "refused" ? read.why : "its file is gone";
	return { kind: "refused", why: `task ${task.id} cannot be given out: ${why}` };
}
