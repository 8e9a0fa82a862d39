import { basename, join } from "node:path";
import { z } from "zod";
import type { Task } from "../../state/model.ts";
import { parseJson, text } from "../claude/lenient.ts";
import type { Files } from "../ports/files.ts";
import { queueFolders, unclaimedName } from "./inbox.ts";

const MAX_BYTES = 64 * 1024;

/** What agents write: which task, and how it stands. Other fields are theirs. */
const wire = z.looseObject({ task: text, state: text, status: text });

/** What `.agent-queue/status.json` says of this attempt of a task, if it was written since its start; else `null`. */
export async function stateInStatusFile(files: Files, task: Task): Promise<string | null> {
	const path = join(queueFolders(task.project).root, "status.json");
	const read = await files.readRegular(path, MAX_BYTES).catch(() => null);
	if (read?.kind !== "ok" || read.mtimeMs < begunAt(task)) return null;
	const parsed = wire.safeParse(parseJson(read.bytes.toString("utf8")));
	if (!parsed.success || !names(task, parsed.data.task ?? "")) return null;
	return parsed.data.state ?? parsed.data.status;
}

/**
 * When an attempt was begun, to be compared with times of files (epoch ms). Its other times move along when the clock is
 * set; those of files stay, so that after a jump back the earlier one counts.
 */
export function begunAt({ claimedAt, startedAt }: Task): number {
	const started = startedAt ?? Number.POSITIVE_INFINITY;
	return Math.min(claimedAt ?? started, started);
}

/** A task is named by its id, its file, or its file without the ending. */
export function names({ id, file }: Task, name: string): boolean {
	const md = basename(unclaimedName(file));
	return [id, md, md.replace(/\.md$/, "")].includes(basename(unclaimedName(name)));
}
