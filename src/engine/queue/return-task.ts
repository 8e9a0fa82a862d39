import type { Returning, Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { leaveUncertain } from "./end.ts";
import { endIfSaid } from "./end-as-said.ts";
import { putBack } from "./put-back.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "folders" | "inboxes">;

/** What came of the attempt. */
type How = Omit<Returning, "file" | "why">;

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
	if (await putBack(parts, task, { why, ...how })) return;
	leaveUncertain(parts, task, `${why}, and its file is gone`);
}
