import type { Assignment } from "../decide/dispatch.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { claimTask } from "./claim.ts";
import { warnOfDropped } from "./dropped.ts";
import { putBackOrLeave } from "./put-back.ts";
import { readyNow } from "./ready-now.ts";
import { taskPrompt } from "./task-prompt.ts";
import { typeTask, warmSession } from "./type-task.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "tmux" | "newId" | "inboxes"
>;

/**
 * Gives a task to a session: claimed by rename, then a new conversation that starts with its text, or, with
 * `context: keep`, a line typed into the one that the session has. The claim is recorded before the rename, so that a
 * crash between the two can be told. It goes by what its file says in this moment: when that is another way than was
 * decided, it waits for the next decision. False when the task cannot be given out now.
 */
export async function giveTask(parts: Parts, pool: Pool, assignment: Assignment): Promise<boolean> {
	const { recorder } = parts;
	const { task: id, session: name } = assignment;
	const task = recorder.state().tasks.get(id);
	const session = recorder.state().sessions[name];
	if (task === undefined || session === undefined || session.account === null) return false;
	const ready = await readyNow(parts, task);
	if (ready.kind !== "ready") return ready.kind === "decide-anew";
	const { key } = ready;
	const warm = warmSession(parts, session, task);
	if (warm !== null) {
		if ((await claimTask(parts, task, name, { key, kept: warm })).kind === "lost") return false;
		if (await typeTask(parts, id, warm)) return true;
	}
	const waits = recorder.state().tasks.get(id);
	if (waits?.state !== "waiting") return false;
	const claim = await claimTask(parts, waits, name, { key });
	if (claim.kind === "lost") return false;
	return deliver(parts, pool, id, name, session.account, claim.conversation);
}

async function deliver(
	parts: Parts,
	pool: Pool,
	id: string,
	name: string,
	account: string,
	conversation: string,
): Promise<boolean> {
	const { recorder, files } = parts;
	const task = recorder.state().tasks.get(id);
	if (task === undefined) return false;
	const back = async (why: string): Promise<boolean> => {
		await putBackOrLeave(parts, task, why);
		return false;
	};
	const read = await taskPrompt(files, task);
	if (read.kind === "refused") return back(read.why);
	warnOfDropped(recorder, id, read.prompt);
	const stopped = await pool.stop(name, `makes room for ${id}`);
	if (stopped === "still-there") return back(`${name} does not end`);
	if (stopped === "busy") return back(`${name} began another turn just now`);
	const launched = await pool.launch({
		session: name,
		account,
		conversation,
		prompt: read.prompt,
		carries: "task",
		task: id,
		project: task.project,
		why: `task ${id}`,
	});
	// It may run, or yet begin to: it stays given out until that is known.
	return launched.kind === "refused" ? back(launched.why) : true;
}
