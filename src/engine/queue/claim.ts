import { dirname } from "node:path";
import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { alone } from "./alone.ts";
import { exists } from "./free-name.ts";
import { claimedName } from "./inbox.ts";
import { nonceOf } from "./task-prompt.ts";

type Parts = Pick<EngineParts, "recorder" | "files" | "newId" | "inboxes">;

export type Claim =
	/** The file is ours: the task runs in `conversation`. */
	| { readonly kind: "claimed"; readonly conversation: string }
	/** Somebody else took the file away first, or the task does not wait there any more. */
	| { readonly kind: "lost" };

/** Where an attempt is to run: a conversation of its own (`null`), or the one that its session has. */
type Where = { readonly conversation: string } | null;

interface ClaimHow {
	/** What the file is known again by; `null`: not known. */
	readonly key?: string | null;
	readonly kept?: Where;
}

/**
 * Claims a task's file for a session. The rename *is* the claim: of several who try, one succeeds. The intent is
 * recorded before it, so that a crash in between can be told, and the folder is synced after it. What the file system
 * refuses for another reason is recorded with the task, and it waits on.
 */
export function claimTask(
	parts: Parts,
	task: Task,
	session: string,
	how: ClaimHow = {},
): Promise<Claim> {
	return alone(parts, () => claimNow(parts, task, session, how));
}

async function claimNow(
	parts: Parts,
	task: Task,
	session: string,
	{ key = null, kept = null }: ClaimHow,
): Promise<Claim> {
	const { recorder, files } = parts;
	const now = recorder.state().tasks.get(task.id);
	if (now?.state !== "waiting" || now.file !== task.file) return { kind: "lost" };
	const attempt = task.attempt + 1;
	const conversation = kept?.conversation ?? parts.newId();
	const file = claimedName(task.file);
	const nonce = nonceOf(task.id, attempt);
	const intent = { task: task.id, file, attempt, session, conversation, nonce };
	const context = kept === null ? {} : ({ context: "keep" } as const);
	const known = key === null ? {} : { key };
	recorder.commit({ type: "task.claimed", ...intent, ...context, ...known });
	try {
		await files.renameDurably(task.file, file);
	} catch (error) {
		await giveUp(parts, task, file, error as NodeJS.ErrnoException);
		return { kind: "lost" };
	}
	return { kind: "claimed", conversation };
}

/** What the file system refused is recorded with the task; what is no refusal, or left the file claimed, goes up. */
async function giveUp(
	{ recorder, files }: Parts,
	{ id, file }: Task,
	claimed: string,
	error: NodeJS.ErrnoException,
): Promise<void> {
	const { code, syscall } = error;
	if (code === undefined || syscall === undefined) throw error;
	// Renamed, and its folder could not be synced: whoever follows the tasks puts back what never began.
	const isOurs = syscall !== "rename" && !(await exists(files, file));
	if (isOurs && (await exists(files, claimed))) throw error;
	// Where its whole folder is gone, it may come back.
	const isTaken = code === "ENOENT" && (await exists(files, dirname(file)));
	if (isTaken) recorder.commit({ type: "task.removed", task: id });
	else {
		const why = `its file cannot be claimed: ${syscall} failed (${code})`;
		recorder.commit({ type: "task.returned", task: id, file, why });
	}
}
