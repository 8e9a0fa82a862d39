import type { Task } from "../../state/model.ts";
import { isOutOfRetries } from "../../state/retries.ts";
import { backOffMs } from "../decide/back-off.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { endAsSaid } from "./end-as-said.ts";
import { returnTask } from "./return-task.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "folders" | "inboxes">;

/**
 * Ends an attempt that takes longer than its task allows. The time runs from the start of the process that works on it,
 * so that a limit or a switch in between costs it nothing, and only while it works: one that waits for a person is not
 * stuck.
 */
export async function endIfOverdue(parts: Parts, pool: Pool, task: Task): Promise<boolean> {
	const { recorder, clock } = parts;
	const { timeoutMs } = task.choices ?? {};
	const session = recorder.state().sessions[task.session ?? ""];
	const since = Math.max(task.startedAt ?? 0, session?.incarnation?.launchedAt ?? 0);
	const works =
		session?.turn != null && (session.state === "working" || session.state === "stalled");
	if (timeoutMs === undefined || session === undefined || !works) return false;
	if (clock.now() - since < timeoutMs) return false;
	const why = `it took longer than ${Math.round(timeoutMs / 1000)} s`;
	const ended = await pool.exclusively(session.name, async () => {
		const stopped = await pool.stop(session.name, `${task.id}: ${why}`, "also-in-turn");
		const now = recorder.state().tasks.get(task.id);
		// Its last hooks may have said that it was done.
		if (stopped !== "gone" || now?.state !== "running" || now.answeredAt !== null) return false;
		await attemptFailed(parts, now, why);
		return true;
	});
	return ended === true;
}

/** One attempt of a task failed: it waits for the next, or it has failed for good. */
async function attemptFailed(parts: Parts, task: Task, why: string): Promise<void> {
	const { recorder, clock, config } = parts;
	const { retries, backoffMs } = config.dispatch;
	const failures = (task.failures ?? 0) + 1;
	const session = recorder.state().sessions[task.session ?? ""];
	if (session === undefined || isOutOfRetries(session, { ...task, failures }, retries)) {
		return endAsSaid(parts, task, "failed", why);
	}
	const notBefore = clock.now() + backOffMs(backoffMs, failures, `${task.id} ${task.attempt}`);
	await returnTask(parts, task, why, { failed: true, notBefore });
}
