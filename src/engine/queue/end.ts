import { basename, join } from "node:path";
import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { Files } from "../ports/files.ts";
import { withFooter } from "./footer.ts";
import { exists, freeName, lastTakenName } from "./free-name.ts";
import { queueFolders, unclaimedName } from "./inbox.ts";
import { makeRealFolder } from "./real-folder.ts";
import { replaceText } from "./replace-text.ts";
import { readTaskFile } from "./task-file.ts";
import { recordOf } from "./task-record.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files" | "folders">;

/**
 * Ends a task: its file goes to `done/` or `failed/`, what became of it is written below its text, and then it is
 * recorded. The file goes first: after a crash in between it is gone from where it was, and already lies there.
 * `put`: where its agent put it.
 */
export async function endTask(
	parts: Parts,
	task: Task,
	outcome: "done" | "failed",
	note: string | null,
	put: string | null = null,
): Promise<void> {
	const { files, recorder } = parts;
	const folder = queueFolders(task.project)[outcome];
	const name = basename(unclaimedName(task.file));
	await makeRealFolder(files, folder);
	const from = put ?? task.file;
	const waits = put === null ? await exists(files, from) : put.endsWith(".dispatched");
	const file = put !== null && !waits ? put : await placeFor(files, join(folder, name), waits);
	if (waits) await files.renameDurably(from, file);
	await writeFooter(parts, task, file, { outcome, note, isMoved: waits });
	recorder.commit({ type: "task.ended", task: task.id, outcome, file, note });
}

/** Nobody can tell what became of it: a person is asked, and nothing is typed again meanwhile. */
export function leaveUncertain(
	{ recorder }: Pick<Parts, "recorder">,
	task: Task,
	what: string,
): void {
	const { id, file } = task;
	const answers = ["done", "retry", "drop"].map((word) => `queue ${word} ${id}`).join(" | ");
	const note = `${what}; is it done? answer with: claude-failover ${answers}`;
	recorder.commit({ type: "task.ended", task: id, outcome: "uncertain", file, note });
}

function placeFor(files: Files, file: string, waits: boolean): Promise<string> {
	return (waits ? freeName : lastTakenName)(files, file);
}

interface Ending {
	readonly outcome: "done" | "failed";
	readonly note: string | null;
	/** The file was put there just now by us. */
	readonly isMoved: boolean;
}

/**
 * A file that cannot be read any more stays as it is. So does one that lay there with a footer, unless that is of an
 * earlier attempt: it was written before a crash, or is another task's.
 */
async function writeFooter(
	parts: Parts,
	task: Task,
	file: string,
	{ outcome, note, isMoved }: Ending,
): Promise<void> {
	const { files } = parts;
	const read = await readTaskFile(files, file);
	if (read.kind !== "ok") return;
	const { text, writtenAt, footer } = read.task;
	const isOlder = footer?.task === task.id && footer.attempt < task.attempt;
	if (footer !== null && !isMoved && !isOlder) return;
	const lines = await recordOf(parts, task, outcome, note);
	await replaceText(files, file, withFooter(text, outcome, lines, writtenAt));
}
