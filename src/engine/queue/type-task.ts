import type { Session, Task } from "../../state/model.ts";
import { ATTENDED_MS } from "../../state/stop-cuts.ts";
import { EMPTY_BOX } from "../claude/input-box.ts";
import { pointerLine } from "../claude/pointer-line.ts";
import { decideKeep, type Warm } from "../decide/keep-context.ts";
import type { EngineParts } from "../parts.ts";
import { claimedName } from "./inbox.ts";
import { putBackOrLeave } from "./put-back.ts";
import { nonceOf } from "./task-prompt.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "inboxes" | "tmux">;

/** A session that a task can be typed into, and the line that is typed. */
export interface WarmSession extends Warm {
	readonly line: string;
}

/** The session as one that a task can be typed into; `null`: the task goes in with a new process. */
export function warmSession(
	{ config, recorder }: Pick<Parts, "config" | "recorder">,
	session: Session,
	task: Task,
): WarmSession | null {
	const warm = decideKeep(recorder.state(), session, task, config.dispatch.context);
	const line = pointerLine(claimedName(task.file), nonceOf(task.id, task.attempt + 1));
	return warm === null || line === null ? null : { ...warm, line };
}

/**
 * Types the line that points at a claimed task into its warm session, once: while tmux sees an empty input box that
 * nobody was at for a minute. That it is about to be typed is recorded before: after a crash in between nobody types it
 * again. False when it was surely not typed; then the task is back in the inbox.
 */
export async function typeTask(parts: Parts, id: string, warm: WarmSession): Promise<boolean> {
	const { recorder, clock, tmux } = parts;
	const { session, life, line } = warm;
	recorder.commit({ type: "task.typed", task: id, session, incarnation: life.id });
	const { pane, pid, id: incarnation } = life;
	const untouchedSince = clock.now() - ATTENDED_MS;
	const box = { pane, pid, incarnation, ...EMPTY_BOX, untouchedSince };
	const pasted = await tmux.paste(box, line);
	if (pasted.kind === "fenced") return recorder.giveWay();
	// Also after a failure it may have been typed: whoever follows the tasks finds out.
	if (pasted.kind !== "changed") return true;
	const task = recorder.state().tasks.get(id);
	const why = `${session} shows no empty input box, or somebody is at it: nothing was typed`;
	if (task !== undefined) await putBackOrLeave(parts, task, why);
	return false;
}
