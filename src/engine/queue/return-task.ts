import type { Event } from "../../state/events.ts";
import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { leaveUncertain } from "./end.ts";
import { endIfSaid } from "./end-as-said.ts";
import { backInInbox, exists } from "./free-name.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "folders" | "inboxes">;

/** What came of the attempt. */
type How = Pick<Extract<Event, { type: "task.returned" }>, "failed" | "notBefore" | "unheard">;

/**
 * Lets a task wait again that was given out. One whose agent has said its last word is not begun again, nor is one
 * whose file is nowhere.
 */
export async function returnTask(
	parts: Parts,
	task: Task,
	why: string,
	how: How = {},
): Promise<void> {
	if (await endIfSaid(parts, task, why)) return;
	const file = await backInInbox(parts, task.file);
	if (!(await exists(parts.files, file))) {
		return leaveUncertain(parts, task, `${why}, and its file is gone`);
	}
	parts.recorder.commit({ type: "task.returned", task: task.id, file, why, ...how });
}
