import type { Session, Task } from "../../state/model.ts";
import { draftIn } from "../claude/input-box.ts";
import { pointerLine } from "../claude/pointer-line.ts";
import { decideKeep, type Warm } from "../decide/keep-context.ts";
import { ATTENDED_MS } from "../decide/readiness.ts";
import type { EngineParts } from "../parts.ts";
import type { PaneExpected, PaneLook } from "../tmux/tmux.ts";
import { backInInbox } from "./free-name.ts";
import { claimedName } from "./inbox.ts";
import { nonceOf } from "./task-prompt.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "tmux">;

/** A session that a task can be typed into, what is typed, and what must hold in that moment. */
export interface WarmPane extends Warm {
	readonly line: string;
	readonly expected: PaneExpected;
}

/** The row of an empty input box: its mark and one blank, which is no plain one (seen on 2.1.330). */
const EMPTY_BOX = "^❯.?$";

/**
 * The session as one that a task can be typed into: its input box was just seen empty, and nobody has typed in it for a
 * minute. `null`: the task goes in with a new process.
 */
export async function findWarm(
	{ config, recorder, clock, tmux }: Parts,
	session: Session,
	task: Task,
): Promise<WarmPane | null> {
	const warm = decideKeep(recorder.state(), session, task, config.dispatch.context);
	const line = pointerLine(claimedName(task.file), nonceOf(task.id, task.attempt + 1));
	if (warm === null || line === null) return null;
	const { id: incarnation, pane, pid } = warm.life;
	const seen = await tmux.look(pane);
	if (seen === null || !isFree(seen, clock.now())) return null;
	const { cursor } = seen.pane;
	if (cursor === undefined) return null;
	const expected = { pane, pid, incarnation, shows: [EMPTY_BOX], cursor };
	return { ...warm, line, expected };
}

function isFree({ pane, rows }: PaneLook, now: number): boolean {
	const { cursor, typedAt = null } = pane;
	if (typedAt !== null && now - typedAt < ATTENDED_MS) return false;
	return cursor !== undefined && draftIn(rows, cursor) === false;
}

/**
 * Types the line that points at a claimed task into its warm session, once. That it is about to be typed is recorded
 * before: after a crash in between nobody types it again. False when it was surely not typed.
 */
export async function typeTask(parts: Parts, id: string, warm: WarmPane): Promise<boolean> {
	const { recorder, tmux } = parts;
	const { session, life, line, expected } = warm;
	recorder.commit({ type: "task.typed", task: id, session, incarnation: life.id });
	const pasted = await tmux.paste(expected, line);
	if (pasted.kind === "fenced") return recorder.giveWay();
	// Also after a failure it may have been typed: whoever follows the tasks finds out.
	if (pasted.kind !== "changed") return true;
	const file = await backInInbox(parts, recorder.state().tasks[id]?.file ?? "");
	const why = `somebody is at ${session}, or its process changed`;
	recorder.commit({ type: "task.returned", task: id, file, why });
	return false;
}
