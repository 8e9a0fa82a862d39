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
	const word = await agentsWord(parts.files, task);
	if (word === null) return alone(parts, () => endTask(parts, task, outcome, note));
	const why = word.outcome === "failed" ? (note ?? "its agent says that it failed") : null;
	return alone(parts, () => endTask(parts, task, word.outcome, why, word.file));
}
