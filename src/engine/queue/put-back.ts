import type { OnItsWay, Returning, Task } from "../../state/model.ts";
import { returningOf } from "../../state/returning.ts";
import type { EngineParts } from "../parts.ts";
import { alone } from "./alone.ts";
import { leaveUncertain } from "./end.ts";
import { exists, freeName } from "./free-name.ts";
import { unclaimedName } from "./inbox.ts";
import type { Troubles } from "./troubles.ts";
import { unlessRefused } from "./unless-refused.ts";

type Parts = Pick<EngineParts, "recorder" | "files" | "inboxes">;

/** What is recorded of a task that waits again, but for where its file lies. */
type How = Omit<Returning, "file">;

/**
 * Takes back the claim of a running task: its file goes into the inbox, and it waits. Like a claim this is recorded as
 * an intent before the rename and confirmed after it, so that a crash in between can be told: from the intent on its
 * attempt is over. False when its file is nowhere; nothing is recorded then.
 */
export function putBack(parts: Parts, task: Task, how: How): Promise<boolean> {
	return alone(parts, () => putBackNow(parts, task, how));
}

/** The same where only a person can have taken the file away: the next look at the inbox finds out. */
export async function putBackOrLeave(parts: Parts, task: Task, why: string): Promise<void> {
	if (await putBack(parts, task, { why })) return;
	const file = unclaimedName(task.file);
	parts.recorder.commit({ type: "task.returned", task: task.id, file, why });
}

/** Carries out what was recorded as intended and not as done: the engine ended in between, or the disk refused it. */
export async function finishReturns(parts: Parts, troubles: Troubles): Promise<void> {
	const { recorder } = parts;
	for (const id of Object.keys(recorder.state().returning ?? {})) {
		const refusal = await unlessRefused(() => alone(parts, () => finish(parts, id)));
		troubles.look(recorder, `the file of task ${id} cannot be put back into the inbox`, refusal);
	}
}

async function finish(parts: Parts, id: string): Promise<void> {
	const { files, recorder } = parts;
	const task = recorder.state().tasks.get(id);
	const intent = task === undefined ? null : returningOf(recorder.state(), task);
	if (task === undefined || intent === null) return;
	const { file, attempt: _, ...how }: OnItsWay = intent;
	const isMoved = !(await exists(files, task.file)) && (await exists(files, file));
	if (isMoved) recorder.commit({ type: "task.returned", task: task.id, file, ...how });
	else if (!(await putBackNow(parts, task, how))) {
		leaveUncertain(parts, task, `${how.why}, and its file is gone`);
	}
}

async function putBackNow(parts: Parts, task: Task, how: How): Promise<boolean> {
	const { files, recorder } = parts;
	const plain = unclaimedName(task.file);
	const isClaimed = await exists(files, task.file);
	// Its claim was recorded and not carried out, or a person took it back.
	if (!isClaimed && !(await exists(files, plain))) return false;
	const file = isClaimed ? await freeName(files, plain) : plain;
	const said = { task: task.id, file, ...how };
	if (isClaimed) {
		recorder.commit({ type: "task.returning", ...said, attempt: task.attempt });
		await files.renameDurably(task.file, file);
	}
	recorder.commit({ type: "task.returned", ...said });
	return true;
}
