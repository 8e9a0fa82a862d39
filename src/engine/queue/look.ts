import { basename } from "node:path";
import type { Event } from "../../state/events.ts";
import type { State, Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { Clock } from "../ports/clock.ts";
import type { FileInfo } from "../ports/files.ts";
import type { KnownTask } from "./depends-on.ts";
import { claimedName } from "./inbox.ts";
import { type Reading, readingOf, type SeenFiles, stampOf, type Told } from "./seen-files.ts";
import { needsOf, type Surroundings } from "./surroundings.ts";
import { readTaskFile, type TaskFile } from "./task-file.ts";

type Parts = Pick<EngineParts, "clock" | "files">;

/** A file that was written to within this time may not be complete yet. */
const SETTLE_MS = 500;

/** A reason is shown in one line, and kept in the state. */
export const LONGEST_REASON = 300;

/** What one look at all inboxes has found so far. */
export interface Look extends Surroundings {
	readonly before: State;
	/** What earlier looks remember. */
	readonly seen: SeenFiles;
	/** Waiting tasks by their file. */
	readonly waiting: ReadonlyMap<string, Task>;
	/** All tasks, with those that this look finds. */
	readonly tasks: Map<string, KnownTask>;
	/** What was found again, or may be there: tasks and refused files by path. */
	readonly present: Set<string>;
	readonly events: Event[];
	/** Files whose tasks say what they say, once the events are recorded. */
	readonly heeded: string[];
	unsettled: boolean;
}

/** A file of an inbox that has the name of a task. */
export interface Found {
	readonly project: string;
	/** What the project is called in the ids of its tasks. */
	readonly key: string;
	readonly path: string;
	/** The marker that lies beside it. */
	readonly by: string | null;
	/** The names in the inbox. */
	readonly names: ReadonlySet<string>;
}

/** Looks at a file that is no waiting task yet. */
export async function lookAt(
	parts: Parts,
	look: Look,
	found: Found,
	info: FileInfo,
): Promise<void> {
	const { project, key, path } = found;
	// Its folder was away for a moment, and its task with it; or the journal did not take it.
	if (look.seen.get(path)?.reading === null) look.seen.forget(path);
	const reading = await readIfNew(parts, look, found, info);
	if (reading === null) return;
	if (reading.kind === "refused") return refuse(look, project, path, reading.why);
	const { told } = reading;
	const id = `${key}.${told.id ?? basename(path, ".md")}`;
	const known = look.before.tasks.get(id);
	const claimed = claimedName(path);
	if (known?.state === "running" && known.file === claimed && !found.names.has(basename(claimed))) {
		// Its claim was recorded and not carried out: whoever follows the tasks brings it back.
		look.present.add(path);
		return;
	}
	const why = knownBefore(look, id, told) ?? notAllowed(look, told);
	if (why !== null) return refuse(look, project, path, why);
	const needs = needsOf(look, id, key, told);
	if (needs.kind === "refused") return refuse(look, project, path, needs.why);
	look.heeded.push(path);
	take(look, told, id, needs.ids, found);
}

/**
 * What a file says that is not heeded yet; `null`: nothing new, or it is not whole yet. It is read when it changed, and
 * only then.
 */
export async function readIfNew(
	{ clock, files }: Parts,
	look: Look,
	{ project, path }: Pick<Found, "project" | "path">,
	info: FileInfo,
): Promise<Reading | null> {
	const stamp = stampOf(info);
	const seen = look.seen.get(path);
	if (seen?.stamp === stamp) return seen.reading;
	if (!isSettled(clock, info)) {
		look.unsettled = true;
		look.present.add(path);
		return null;
	}
	const read = await readTaskFile(files, path);
	if (read.kind === "gone") return null;
	const reading = readingOf(read, project, basename(path));
	if (read.kind === "ok" || !read.passing) look.seen.note(path, stamp, reading);
	return reading;
}

type Written = Pick<TaskFile, "title" | "priority" | "choices" | "unknownKeys">;

/** Takes up a file as a task. */
export function take(
	{ events, tasks, ledger }: Pick<Look, "events" | "tasks" | "ledger">,
	{ title, priority, choices, unknownKeys }: Written,
	id: string,
	dependsOn: readonly string[],
	{ project, path: file, by }: Found,
): void {
	tasks.set(id, { id, state: "waiting", dependsOn });
	const attempt = ledger.byTask(id)?.attempt ?? 0;
	events.push({
		type: "task.added",
		task: id,
		...{ project, title, priority, file },
		...(dependsOn.length > 0 && { dependsOn }),
		...(Object.keys(choices).length > 0 && { choices }),
		...(attempt > 0 && { attempt }),
	});
	if (by !== null) events.push({ type: "task.blocked", task: id, by });
	if (unknownKeys.length === 0) return;
	const keys = unknownKeys.join(", ").slice(0, LONGEST_REASON);
	const what = `${file}: not known in its front matter, and ignored: ${keys}`;
	events.push({ type: "operator.warned", what, remedy: "correct the names, or leave them out" });
}

/** Whether a file is whole, as far as its time tells. */
export function isSettled(clock: Pick<Clock, "now">, { mtimeMs }: { mtimeMs: number }): boolean {
	// A time in the future was copied along with the file; it says nothing of who writes it now.
	return Math.abs(clock.now() - mtimeMs) >= SETTLE_MS;
}

/** Why a file is not taken, as there was its task before; one that failed may be dropped again. */
function knownBefore(look: Look, id: string, told: Told): string | null {
	const before = doneBefore(look, told.key, told);
	if (before !== null) return before;
	const known = look.tasks.get(id);
	if (known === undefined || known.state === "failed") return null;
	// Another text under the name of a task that is done is another task.
	if (known.state === "done" && known.key !== undefined) return null;
	return `there is a task ${known.id} already; give it another id or name`;
}

/** Whether a file of this key was done within the time that the ledger keeps, in words. */
export function doneBefore(
	{ ledger }: Pick<Surroundings, "ledger">,
	key: string,
	{ id }: Pick<TaskFile, "id">,
): string | null {
	const ended = ledger.byKey(key);
	if (ended?.outcome !== "done") return null;
	const remedy = id === null ? "change its text" : "give it another id";
	return `it was done before, on ${day(ended.endedAt)} as ${ended.task}; to have it done again, ${remedy}`;
}

function day(at: number): string {
	return new Date(at).toISOString().slice(0, 10);
}

/** Why a file may not choose what it chooses. */
export function notAllowed(
	{ models }: Pick<Surroundings, "models">,
	{ choices: { model } }: Pick<TaskFile, "choices">,
): string | null {
	if (model === undefined || models.includes(model)) return null;
	return `it selects the model ${model}, which dispatch.models does not list (${models.join(", ")})`;
}

/** Said once for each reason. */
export function refuse(look: Look, project: string, file: string, reason: string): void {
	const why = look.scrub(reason).slice(0, LONGEST_REASON);
	look.present.add(file);
	if (look.before.refusedFiles?.[file]?.why === why) return;
	look.events.push({ type: "file.refused", file, project, why });
}
