import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { claimedName } from "./inbox.ts";
import { nonceOf } from "./task-prompt.ts";

type Parts = Pick<EngineParts, "recorder" | "files" | "newId">;

export type Claim =
	/** The file is ours: the task runs in `conversation`. */
	| { readonly kind: "claimed"; readonly conversation: string }
	/** Somebody else took the file away first. */
	| { readonly kind: "lost" };

/** Where an attempt is to run: a conversation of its own (`null`), or the one that its session has. */
type Where = { readonly conversation: string } | null;

/**
 * Claims a task's file for a session. The rename *is* the claim: of several who try, one succeeds. The intent is
 * recorded before it, so that a crash in between can be told, and the folder is synced after it. Throws what the file
 * system refuses for another reason.
 */
export async function claimTask(
	parts: Parts,
	task: Task,
	session: string,
	kept: Where = null,
): Promise<Claim> {
	const { recorder, files } = parts;
	const attempt = task.attempt + 1;
	const conversation = kept?.conversation ?? parts.newId();
	const file = claimedName(task.file);
	const nonce = nonceOf(task.id, attempt);
	const intent = { task: task.id, file, attempt, session, conversation, nonce };
	const how = kept === null ? {} : ({ context: "keep" } as const);
	recorder.commit({ type: "task.claimed", ...intent, ...how });
	try {
		await files.renameDurably(task.file, file);
	} catch (error) {
		if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
		recorder.commit({ type: "task.removed", task: task.id });
		return { kind: "lost" };
	}
	return { kind: "claimed", conversation };
}
