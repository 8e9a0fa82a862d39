import { basename, join } from "node:path";
import type { Event } from "../../state/events.ts";
import type { State, Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { Files } from "../ports/files.ts";
import { dependenciesOf, type KnownTask } from "./depends-on.ts";
import { blockMarker, kindOfName, projectKeys, queueFolders } from "./inbox.ts";
import { readTaskFile, type TaskFile } from "./task-file.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

/** A file that was written to within this time may not be complete yet. */
const SETTLE_MS = 500;

const MISNAMED = "the name of a task is letters, digits, dot, dash and underscore, and ends in .md";

/** What one look at all inboxes has found so far. */
interface Look {
	readonly before: State;
	readonly projects: ReadonlySet<string>;
	/** Waiting tasks by their file. */
	readonly waiting: ReadonlyMap<string, Task>;
	/** All tasks, with those that this look finds. */
	readonly tasks: Map<string, KnownTask>;
	/** What was found again, or may be there: tasks by file, refused files by path. */
	readonly present: Set<string>;
	readonly events: Event[];
	unsettled: boolean;
}

/**
 * Looks through the inboxes of all projects, and records what it finds together: new tasks, markers, what is refused and
 * why, and what is gone. Resolves to true when a file must be looked at again soon.
 */
export async function scanInboxes(parts: Parts): Promise<boolean> {
	const { config, recorder } = parts;
	const before = recorder.state();
	const keys = projectKeys(config.projects.map((p) => p.path));
	const all = Object.values(before.tasks);
	const look: Look = {
		before,
		projects: new Set(keys.values()),
		waiting: new Map(all.filter((t) => t.state === "waiting").map((t) => [t.file, t])),
		tasks: new Map(all.map((t) => [t.id, t])),
		present: new Set(),
		events: [],
		unsettled: false,
	};
	for (const { path } of config.projects) {
		await lookInto(parts, look, path, keys.get(path) ?? "project");
	}
	look.events.push(...gone(look));
	recorder.commit(...look.events);
	return look.unsettled;
}

async function lookInto(parts: Parts, look: Look, project: string, key: string): Promise<void> {
	const { inbox } = queueFolders(project);
	const names = await namesIn(parts.files, inbox);
	if (typeof names === "string") {
		refuse(look, project, inbox, names);
		// Nobody can tell what lies in it: what was there stays.
		const inIt = (file: string): boolean => file.startsWith(`${inbox}/`);
		const known = [...look.waiting.keys(), ...Object.keys(look.before.refusedFiles ?? {})];
		for (const file of known.filter(inIt)) look.present.add(file);
		return;
	}
	const all = new Set(names);
	for (const name of names) {
		const path = join(inbox, name);
		const kind = kindOfName(name);
		if (kind === "misnamed") refuse(look, project, path, MISNAMED);
		if (kind !== "task") continue;
		const marker = blockMarker(name);
		const by = all.has(marker) ? marker : null;
		const task = look.waiting.get(path);
		if (task === undefined) await lookAt(parts, look, { project, key, path, by });
		else lookAgain(look, task, by);
	}
}

function lookAgain({ present, events }: Look, task: Task, by: string | null): void {
	present.add(task.file);
	const known = task.blockedBy ?? null;
	if (known !== by) events.push({ type: "task.blocked", task: task.id, by });
}

interface Found {
	readonly project: string;
	readonly key: string;
	readonly path: string;
	/** The marker that lies beside it. */
	readonly by: string | null;
}

async function lookAt(parts: Parts, look: Look, { project, key, path, by }: Found): Promise<void> {
	const { clock, files } = parts;
	const info = await files.lstat(path).catch(() => null);
	if (info === null) return;
	// A time in the future was copied along with the file; it says nothing of who writes it now.
	if (Math.abs(clock.now() - info.mtimeMs) < SETTLE_MS) {
		look.unsettled = true;
		look.present.add(path);
		return;
	}
	const read = await readTaskFile(files, path);
	if (read.kind === "gone") return;
	if (read.kind === "refused") return refuse(look, project, path, read.why);
	const id = `${key}.${read.task.id ?? basename(path, ".md")}`;
	const why = knownBefore(look.tasks.get(id));
	if (why !== null) return refuse(look, project, path, why);
	const needs = dependenciesOf(id, key, read.task.dependsOn, look.projects, look.tasks);
	if (needs.kind === "refused") return refuse(look, project, path, needs.why);
	take(look, read.task, { id, project, path, by, dependsOn: needs.ids });
}

function take(
	{ events, tasks }: Look,
	{ title, priority, unknownKeys }: TaskFile,
	{ id, project, path: file, by, dependsOn }: Omit<Found, "key"> & KnownIds,
): void {
	tasks.set(id, { id, state: "waiting", dependsOn });
	const needs = dependsOn.length === 0 ? {} : { dependsOn };
	events.push({ type: "task.added", task: id, project, title, priority, file, ...needs });
	if (by !== null) events.push({ type: "task.blocked", task: id, by });
	if (unknownKeys.length === 0) return;
	const what = `${file}: not known in its front matter, and ignored: ${unknownKeys.join(", ")}`;
	events.push({ type: "operator.warned", what, remedy: "correct the names, or leave them out" });
}

interface KnownIds {
	readonly id: string;
	readonly dependsOn: readonly string[];
}

function knownBefore(known: KnownTask | undefined): string | null {
	if (known === undefined || known.state === "failed") return null;
	return `a task ${known.id} is ${known.state} already; give it another id or name`;
}

/** Said once for each reason. */
function refuse(
	{ before, present, events }: Look,
	project: string,
	file: string,
	why: string,
): void {
	present.add(file);
	if (before.refusedFiles?.[file]?.why === why) return;
	events.push({ type: "file.refused", file, project, why });
}

/** Waiting tasks whose file was taken away by somebody, and files that are not refused any more. */
function gone({ before, waiting, present }: Look): readonly Event[] {
	const tasks = [...waiting].filter(([file]) => !present.has(file));
	const files = Object.keys(before.refusedFiles ?? {}).filter((file) => !present.has(file));
	return [
		...tasks.map(([, { id }]) => ({ type: "task.removed", task: id }) as const),
		...files.map((file) => ({ type: "file.settled", file }) as const),
	];
}

/** The names in an inbox, or why it cannot be looked into. */
async function namesIn(files: Files, folder: string): Promise<readonly string[] | string> {
	try {
		return (await files.readdir(folder)).toSorted();
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT" || code === "ENOTDIR") return [];
		return `it cannot be read (${code ?? String(error)})`;
	}
}
