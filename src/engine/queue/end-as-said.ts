import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { agentsWord } from "./agents-word.ts";
import { alone } from "./alone.ts";
import { endTask } from "./end.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "folders" | "inboxes">;

/** Ends a task whose turn is over. What its agent says of it counts for more than how the turn ended. */
export async function endAsSaid(
	parts: Parts,
	task: Task,
	outcome: "done" | "failed",
	note: string | null,
): Promise<void> {
	if (await endIfSaid(parts, task, note)) return;
	await alone(parts, () => endTask(parts, task, outcome, note));
}

/** Ends a task as its agent says; false when that says nothing. */
export async function endIfSaid(parts: Parts, task: Task, note: string | null): Promise<boolean> {
	const word = await agentsWord(parts.files, task);
	if (word === null) return false;
	const why = word.outcome === "failed" ? (note ?? "its agent says that it failed") : null;
	await alone(parts, () => endTask(parts, task, word.outcome, why, word.file));
	return true;
}
