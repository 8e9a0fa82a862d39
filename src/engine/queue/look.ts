import { basename } from "node:path";
import type { Event } from "../../state/events.ts";
import type { Ledger } from "../../state/journal-ledger.ts";
import type { State, Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { dependenciesOf, type KnownTask } from "./depends-on.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { claimedName } from "./inbox.ts";
import { readTaskFile, type TaskFile } from "./task-file.ts";

type Parts = Pick<EngineParts, "clock" | "files">;

/** A file that was written to within this time may not be complete yet. */
const SETTLE_MS = 500;

/** A reason is shown in one line, and kept in the state. */
const LONGEST_REASON = 300;

/** What one look at all inboxes has found so far. */
export interface Look {
	readonly before: State;
	readonly projects: ReadonlySet<string>;
	/** Models that a task may select. */
	readonly models: readonly string[];
	/** What became of tasks that the state has forgotten. */
	readonly ledger: Ledger;
	/** Waiting tasks by their file. */
	readonly waiting: ReadonlyMap<string, Task>;
	/** All tasks, with those that this look finds. */
	readonly tasks: Map<string, KnownTask>;
	/** What was found again, or may be there: tasks and refused files by path. */
	readonly present: Set<string>;
	readonly events: Event[];
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
export async function lookAt(parts: Parts, look: Look, found: Found): Promise<void> {
	const { project, key, path } = found;
	if (!(await isSettled(parts, look, path))) return;
	const read = await readTaskFile(parts.files, path);
	if (read.kind === "gone") return;
	if (read.kind === "refused") return refuse(look, project, path, read.why);
	const id = `${key}.${read.task.id ?? basename(path, ".md")}`;
	const known = look.before.tasks.get(id);
	const claimed = claimedName(path);
	if (known?.state === "running" && known.file === claimed && !found.names.has(basename(claimed))) {
		// Its claim was recorded and not carried out: whoever follows the tasks brings it back.
		look.present.add(path);
		return;
	}
	const why =
		knownBefore(look, id, idempotencyKey(project, basename(path), read.task), read.task) ??
		notAllowed(look, read.task);
	if (why !== null) return refuse(look, project, path, why);
	const needs = dependenciesOf(
		id,
		key,
		read.task.dependsOn,
		look.projects,
		look.tasks,
		look.ledger,
	);
	if (needs.kind === "refused") return refuse(look, project, path, needs.why);
	take(look, read.task, id, needs.ids, found);
}

/** Looks again at the file of a waiting task, which was last written at `changedAt` (epoch ms). */
export async function lookAgain(
	parts: Parts,
	look: Look,
	task: Task,
	{ key, path, by }: Found,
	changedAt: number | null,
): Promise<void> {
	look.present.add(path);
	const known = task.blockedBy ?? null;
	if (known !== by) look.events.push({ type: "task.blocked", task: task.id, by });
	if (changedAt === null || changedAt <= task.addedAt) return;
	if (!(await isSettled(parts, look, path))) return;
	const read = await readTaskFile(parts.files, path);
	// One that cannot be taken any more is told when it is to be given out.
	if (read.kind === "ok") edit(look, task, key, read.task);
}

function edit(look: Look, task: Task, key: string, file: TaskFile): void {
	const { title, priority, choices } = file;
	const needs = dependenciesOf(
		task.id,
		key,
		file.dependsOn,
		look.projects,
		look.tasks,
		look.ledger,
	);
	const why = needs.kind === "refused" ? `depends_on: ${needs.why}` : notAllowed(look, file);
	if (needs.kind === "refused" || why !== null) {
		const note = `as it is written now it is not heeded: ${why}`.slice(0, LONGEST_REASON);
		if (task.note !== note)
			look.events.push({ type: "task.returned", task: task.id, file: task.file, why: note });
		return;
	}
	const now = JSON.stringify([title, priority, needs.ids, choices]);
	if (now === JSON.stringify([task.title, task.priority, task.dependsOn ?? [], task.choices ?? {}]))
		return;
	look.tasks.set(task.id, { id: task.id, state: "waiting", dependsOn: needs.ids });
	const edited = { title, priority, dependsOn: needs.ids, choices };
	look.events.push({ type: "task.edited", task: task.id, ...edited });
}

/** Takes up a file as a task. */
export function take(
	{ events, tasks, ledger }: Pick<Look, "events" | "tasks" | "ledger">,
	{ title, priority, choices, unknownKeys }: TaskFile,
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

/** Whether a file is there and whole, as far as its time tells. */
export async function isSettled(
	{ clock, files }: Parts,
	look: Look,
	path: string,
): Promise<boolean> {
	const info = await files.lstat(path).catch(() => null);
	if (info === null) return false;
	// A time in the future was copied along with the file; it says nothing of who writes it now.
	if (Math.abs(clock.now() - info.mtimeMs) >= SETTLE_MS) return true;
	look.unsettled = true;
	look.present.add(path);
	return false;
}

/** Why a file is not taken, as there was its task before; one that failed may be dropped again. */
function knownBefore(look: Look, id: string, key: string, file: TaskFile): string | null {
	const before = doneBefore(look, key, file);
	if (before !== null) return before;
	const known = look.tasks.get(id);
	if (known === undefined || known.state === "failed") return null;
	// Another text under the name of a task that is done is another task.
	if (known.state === "done" && known.key !== undefined) return null;
	return `there is a task ${known.id} already; give it another id or name`;
}

/** Whether a file of this key was done within the time that the ledger keeps, in words. */
export function doneBefore(
	{ ledger }: Pick<Look, "ledger">,
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
	{ models }: Pick<Look, "models">,
	{ choices: { model } }: Pick<TaskFile, "choices">,
): string | null {
	if (model === undefined || models.includes(model)) return null;
	return `it selects the model ${model}, which dispatch.models does not list (${models.join(", ")})`;
}

/** Said once for each reason. */
export function refuse(look: Look, project: string, file: string, reason: string): void {
	const why = reason.slice(0, LONGEST_REASON);
	look.present.add(file);
	if (look.before.refusedFiles?.[file]?.why === why) return;
	look.events.push({ type: "file.refused", file, project, why });
}
