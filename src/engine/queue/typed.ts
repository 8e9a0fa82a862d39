import type { Session, Task } from "../../state/model.ts";
import { draftIn } from "../claude/input-box.ts";
import type { EngineParts } from "../parts.ts";

/**
 * What became of a task's line that was typed and is not in the transcript. `queued`: its session is at something else,
 * after which it may come. `dropped`: nothing of it is left, as the session rests and its input box is empty. `unknown`:
 * text stands in the box, or nobody can tell.
 */
export async function fateOfTyped(
	{ tmux }: Pick<EngineParts, "tmux">,
	session: Session,
): Promise<"queued" | "dropped" | "unknown"> {
	if (session.turn !== null || session.state !== "idle") return "queued";
	const pane = session.incarnation?.pane;
	const seen = pane === undefined ? null : await tmux.look(pane);
	if (seen === null || seen.pane.cursor === undefined) return "unknown";
	return draftIn(seen.rows, seen.pane.cursor) === false ? "dropped" : "unknown";
}

/** Since when the arrival of a typed line is waited for (epoch ms): the last that happened in its session counts. */
export function waitedSince(task: Task, session: Session): number {
	return Math.max(
		task.typedAt ?? 0,
		session.incarnation?.confirmedAt ?? 0,
		session.state === "idle" ? session.stateSince : 0,
	);
}
