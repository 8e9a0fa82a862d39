import { basename, join } from "node:path";
import { z } from "zod";
import type { Task } from "../../state/model.ts";
import { parseJson, text } from "../claude/lenient.ts";
import type { Files } from "../ports/files.ts";
import { queueFolders } from "./inbox.ts";

const MAX_BYTES = 64 * 1024;

/** What agents write: which task, and how it stands. Other fields are theirs. */
const wire = z.looseObject({ task: text, state: text, status: text });

/** What `.agent-queue/status.json` says of this attempt of a task, if it was written since its start; else `null`. */
export async function stateInStatusFile(files: Files, task: Task): Promise<string | null> {
	const path = join(queueFolders(task.project).root, "status.json");
	const read = await files.readRegular(path, MAX_BYTES).catch(() => null);
	if (read?.kind !== "ok" || task.startedAt === null || read.mtimeMs < task.startedAt) return null;
	const parsed = wire.safeParse(parseJson(read.bytes.toString("utf8")));
	if (!parsed.success || !names(task, parsed.data.task ?? "")) return null;
	return parsed.data.state ?? parsed.data.status;
}

/** A task is named by its id, its file, or its file without the ending. */
function names({ id, file }: Task, name: string): boolean {
	const md = basename(file).replace(/\.dispatched$/, "");
	return [id, md, md.replace(/\.md$/, "")].includes(basename(name).replace(/\.dispatched$/, ""));
}
