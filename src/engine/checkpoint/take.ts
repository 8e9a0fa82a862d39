import { createHash } from "node:crypto";
import { join } from "node:path";
import type { Checkpoint, Session } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { gather } from "./gather.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "repositories" | "tmux" | "environment" | "folders"
>;

/**
 * Writes a snapshot of a session to disk and records it. It is complete and synced, or not there: throws when it
 * cannot be written. `screen`: what its pane was just seen to show; else it is looked at.
 */
export async function takeCheckpoint(
	parts: Parts,
	session: Session,
	why: string,
	screen: readonly string[] | null = null,
): Promise<Checkpoint> {
	const { clock, files, folders, recorder } = parts;
	const takenAt = clock.now();
	const stamp = freeStamp(parts, session, takenAt);
	const folder = join(folders.checkpoints, session.name);
	const file = join(folder, `${stamp}.json`);
	const known = { id: `${session.name}@${stamp}`, session: session.name, takenAt, why };
	const content = { schemaVersion: 1, ...known, ...(await gather(parts, session, screen)) };
	const text = JSON.stringify(content, null, "\t");
	await files.makeFolder(folder, 0o700);
	await files.writeDurably(file, text, 0o600);
	const { account, conversation, task, gitHead, transcriptBytes } = content;
	const checkpoint: Checkpoint = {
		...known,
		...{ account, conversation, task, gitHead, transcriptBytes, file },
		sha256: hashOf(text),
	};
	recorder.commit({ type: "checkpoint.taken", checkpoint });
	return checkpoint;
}

/** What a file must hold to be the one that was recorded. */
export function hashOf(content: string): string {
	return createHash("sha256").update(content).digest("hex");
}

/** Two of one session in one millisecond must not share a file. */
function freeStamp({ recorder }: Parts, { name }: Session, takenAt: number): string {
	const rivals = recorder.state().checkpoints.filter((c) => c.takenAt === takenAt);
	const stamp = new Date(takenAt).toISOString().replaceAll(":", "-");
	for (let number = 1; ; number += 1) {
		const free = number === 1 ? stamp : `${stamp}-${number}`;
		const wanted = `${name}@${free}`;
		if (!rivals.some(({ id }) => id === wanted)) return free;
	}
}
