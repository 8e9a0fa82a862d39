import type { Session } from "../../state/model.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import type { EngineParts } from "../parts.ts";
import { taskPrompt } from "../queue/task-prompt.ts";
import { type Launched, type Refused, refused } from "./launched.ts";
import type { Pool } from "./pool.ts";
import { CONTINUE_PROMPT } from "./prompts.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "files" | "newId">;

/**
 * Starts a session again in its own conversation. When it is owed a continuation it is told to go on; when the
 * prompt of its task never arrived, the prompt goes in again.
 */
export async function restart(
	parts: Parts,
	pool: Pool,
	session: Session,
	ask: { readonly account: string; readonly continues: boolean; readonly why: string },
): Promise<Launched> {
	if (await isUnwritten(parts, session)) return startOver(parts, pool, session, ask);
	const conversation = session.conversation ?? parts.newId();
	const carried = await promptFor(parts, session, conversation, ask.continues);
	if ("kind" in carried) return carried;
	return pool.launch({
		session: session.name,
		account: ask.account,
		conversation,
		...carried,
		task: session.task,
		project: session.project,
		why: ask.why,
	});
}

/** One that is fed and has nothing to do: nobody misses its conversation. */
export function hasNoWork({ kind, task, owed, turn }: Session): boolean {
	return kind === "autonomous" && task === null && owed === null && turn === null;
}

/** Ends the process of a session that has no work, and starts it with a new conversation. */
export async function startFresh(
	parts: Parts,
	pool: Pool,
	session: Session,
	account: string,
): Promise<Launched> {
	const why = "its old conversation belongs to another account";
	const { name, project } = session;
	const stopped = await pool.stop(name, why);
	if (stopped === "still-there" || stopped === "busy") {
		return refused(`process ${session.incarnation?.pid} of ${name} goes on`, "end it by hand");
	}
	const conversation = parts.newId();
	return pool.launch({
		session: name,
		account,
		conversation,
		prompt: null,
		carries: "nothing",
		task: null,
		project,
		why,
	});
}

/**
 * A prompt was accepted, but the process was killed before it wrote anything (seen on 2.1.330 after kill -9): there
 * is nothing to resume. The operator's own sessions are not decided about here: the pool refuses them with a remedy.
 */
async function isUnwritten(parts: Parts, session: Session): Promise<boolean> {
	const { conversation, conversationStarted, kind } = session;
	if (kind !== "autonomous" || !conversationStarted || conversation === null) return false;
	return (
		(await findTranscript(parts.files, parts.config.pool.sharedProjectsDir, conversation)) === null
	);
}

/** Whether the killed process did a part of its task cannot be told: a person is asked, nothing is typed again. */
async function startOver(
	parts: Parts,
	pool: Pool,
	session: Session,
	ask: { readonly account: string; readonly why: string },
): Promise<Launched> {
	const { recorder, newId } = parts;
	const task = session.task === null ? undefined : recorder.state().tasks[session.task];
	if (task?.state === "running") {
		const note = `${session.name} was killed and left no transcript: look what it did, then decide`;
		const { id, file } = task;
		recorder.commit({ type: "task.ended", task: id, outcome: "uncertain", file, note });
	}
	return pool.launch({
		session: session.name,
		account: ask.account,
		conversation: newId(),
		prompt: null,
		carries: "nothing",
		task: null,
		project: session.project,
		why: `${ask.why}; its conversation was never written`,
	});
}

interface Carried {
	readonly prompt: string | null;
	readonly carries: "nothing" | "continue" | "task";
}

async function promptFor(
	parts: Parts,
	session: Session,
	conversation: string,
	continues: boolean,
): Promise<Carried | Refused> {
	const task = session.task === null ? undefined : parts.recorder.state().tasks[session.task];
	if (task !== undefined && task.state === "running" && !session.conversationStarted) {
		const file = await findTranscript(
			parts.files,
			parts.config.pool.sharedProjectsDir,
			conversation,
		);
		if (file !== null) return { prompt: CONTINUE_PROMPT, carries: "continue" };
		const read = await taskPrompt(parts.files, task);
		if (read.kind === "ok") return { prompt: read.prompt, carries: "task" };
		return { kind: "refused", why: read.why, remedy: `bring ${task.file} back as it was` };
	}
	return continues
		? { prompt: CONTINUE_PROMPT, carries: "continue" }
		: { prompt: null, carries: "nothing" };
}
