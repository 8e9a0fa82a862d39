import type { Task } from "../../state/model.ts";
import { readTaskFile } from "./task-file.ts";

/** The mark of one attempt in prompts and transcripts. */
export function nonceOf(task: string, attempt: number): string {
	return `ccl:${task}:${attempt}`;
}

/** The prompt of a running task: its text, then the mark of the attempt. Throws when its file is gone. */
export async function taskPrompt(task: Task): Promise<string> {
	const read = await readTaskFile(task.file);
	if (read.kind !== "ok" || task.nonce === null) {
		const why = read.kind === "refused" ? read.why : "its file is gone";
		throw new Error(`task ${task.id} cannot be given out: ${why}`);
	}
	return `${read.task.body.trimEnd()}\n\n[${task.nonce}]`;
}
