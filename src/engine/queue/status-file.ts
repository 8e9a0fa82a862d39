import { basename, join } from "node:path";
import * as z from "zod";
import type { Task } from "../../state/model.ts";
import { parseJson, text } from "../claude/lenient.ts";
import type { Files } from "../ports/files.ts";
import { queueFolders, unclaimedName } from "./inbox.ts";

const MAX_BYTES = 64 * 1024;

/** Names us in the files that we write ourselves. */
export const WRITER = "claude-failover";

/** What agents write: which task, and how it stands. Other fields are theirs. */
const wire = z.looseObject({ writer: text, task: text, state: text, status: text });

/** Where the status of a project lies. */
export function statusFile(project: string): string {
	return join(queueFolders(project).root, "status.json");
}

/** The status file of a project; its words are `null` where it holds none. `null`: there is none that can be read. */
export async function readStatus(files: Files, project: string) {
	const read = await files.readRegular(statusFile(project), MAX_BYTES).catch(() => null);
	if (read === null || read.kind === "not-regular") return read;
	const words = read.kind === "ok" ? wire.safeParse(parseJson(read.bytes.toString("utf8"))) : null;
	return { kind: read.kind, mtimeMs: read.mtimeMs, words: words?.data ?? null };
}

/** What `.agent-queue/status.json` says of this attempt of a task, if it was written since its start; else `null`. */
export async function stateInStatusFile(files: Files, task: Task): Promise<string | null> {
	const read = await readStatus(files, task.project);
	if (read?.kind !== "ok" || read.words === null || read.mtimeMs < begunAt(task)) return null;
	const { task: named, state, status } = read.words;
	return names(task, named ?? "") ? (state ?? status) : null;
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
