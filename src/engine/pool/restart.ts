import type { Session } from "../../state/model.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import { cannotResume } from "../decide/begin-anew.ts";
import type { EngineParts } from "../parts.ts";
import { taskPrompt } from "../queue/task-prompt.ts";
import { beginAnew } from "./begin-anew.ts";
import { type Launched, type Refused, refused } from "./launched.ts";
import type { Pool } from "./pool.ts";
import { CONTINUE_PROMPT } from "./prompts.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "files" | "newId">;

/**
 * Starts a session again in its own conversation, or, when that cannot be resumed, with another. When it is owed a
 * continuation it is told to go on; when the prompt of its task never arrived, the prompt goes in again.
 */
export async function restart(
	parts: Parts,
	pool: Pool,
	session: Session,
	ask: { readonly account: string; readonly continues: boolean; readonly why: string },
): Promise<Launched> {
	const lost = await lostConversation(parts, session);
	if (lost !== null) return beginAnew(parts, pool, session, { ...ask, lost });
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
 * Why the conversation of an autonomous session cannot go on; `null` when it can. The operator's own sessions are not
 * decided about here: the pool refuses them with a remedy, or they are set aside.
 */
async function lostConversation(parts: Parts, session: Session): Promise<string | null> {
	const { conversation, kind } = session;
	if (kind !== "autonomous" || conversation === null) return null;
	if (cannotResume(session)) return "claude ends before it has resumed its conversation";
	if (!session.conversationStarted && !isCarriedOver(parts, session)) return null;
	const { sharedProjectsDir } = parts.config.pool;
	const file = await findTranscript(parts.files, sharedProjectsDir, conversation);
	// Seen on 2.1.330 after kill -9: a prompt was accepted, and nothing was written yet.
	return file === null ? "there is no transcript of its conversation" : null;
}

/** Its task was accepted in another conversation: the task's own prompt is not typed again. */
function isCarriedOver({ recorder }: Parts, session: Session): boolean {
	const task = session.task === null ? undefined : recorder.state().tasks.get(session.task);
	return task?.state === "running" && task.acceptedAt !== null;
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
	const task = session.task === null ? undefined : parts.recorder.state().tasks.get(session.task);
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
