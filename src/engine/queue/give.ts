import { lstat, rename } from "node:fs/promises";
import type { Assignment } from "../decide/dispatch.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { nonceOf, taskPrompt } from "./task-prompt.ts";

type Parts = Pick<EngineParts, "recorder" | "newId">;

/**
 * Gives a task to a session: claimed by rename, then a new conversation that starts with its text. The claim is
 * recorded before the rename, so that a crash between the two can be told.
 */
export async function giveTask(parts: Parts, pool: Pool, assignment: Assignment): Promise<void> {
	const { recorder } = parts;
	const { task: id, session: name } = assignment;
	const task = recorder.state().tasks[id];
	const session = recorder.state().sessions[name];
	if (task === undefined || session === undefined || session.account === null) return;
	const from = task.file;
	const file = `${from}.dispatched`;
	if (await exists(file)) {
		const why = `a marker ${file} is there already; remove one of the two`;
		if (task.note !== why) recorder.commit({ type: "task.returned", task: id, file: from, why });
		return;
	}
	const attempt = task.attempt + 1;
	const conversation = parts.newId();
	const nonce = nonceOf(id, attempt);
	recorder.commit({
		type: "task.claimed",
		task: id,
		file,
		attempt,
		session: name,
		conversation,
		nonce,
	});
	try {
		await rename(from, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		recorder.commit({ type: "task.removed", task: id });
		return;
	}
	await deliver(parts, pool, id, name, session.account, conversation);
}

async function deliver(
	parts: Parts,
	pool: Pool,
	id: string,
	name: string,
	account: string,
	conversation: string,
): Promise<void> {
	const { recorder } = parts;
	const back = async (why: string): Promise<void> => {
		const file = recorder.state().tasks[id]?.file ?? "";
		const inbox = file.replace(/\.dispatched$/, "");
		await rename(file, inbox);
		recorder.commit({ type: "task.returned", task: id, file: inbox, why });
	};
	const stopped = await pool.stop(name, `makes room for ${id}`);
	if (stopped === "still-there") return back(`${name} does not end`);
	const task = recorder.state().tasks[id];
	if (task === undefined) return;
	const launched = await pool.launch({
		session: name,
		account,
		conversation,
		prompt: await taskPrompt(task),
		carries: "task",
		task: id,
		why: `task ${id}`,
	});
	if (launched.kind !== "ok") {
		await back(launched.kind === "fenced" ? "a newer engine took over" : launched.why);
	}
}

async function exists(file: string): Promise<boolean> {
	return lstat(file).then(
		() => true,
		() => false,
	);
}
