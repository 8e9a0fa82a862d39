import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { FileInfo, Files } from "../ports/files.ts";
import { lookAgain } from "./edits.ts";
import { blockMarker, kindOfName } from "./inbox.ts";
import { type Look, lookAt, refuse } from "./look.ts";
import { nameMisnamed } from "./misnamed.ts";
import { type SeenFiles, stampOf, touchedAt } from "./seen-files.ts";

type Parts = Pick<EngineParts, "clock" | "files">;

/** A look through many inboxes. */
export interface Sweep extends Look {
	/** Waiting tasks by the folder of their file, then by its name. */
	readonly folders: ReadonlyMap<string, ReadonlyMap<string, Task>>;
	/** Files of waiting tasks of which it has nothing to say. */
	readonly asKnown: string[];
	/** How many files it met. */
	files: number;
}

/** The inbox of a project, and whose files are asked whether they were written anew; `null`: all. */
export interface Inbox {
	readonly project: string;
	readonly key: string;
	readonly asked: ReadonlySet<Task> | null;
	/** Its folder. */
	readonly inbox: string;
	/** What lies in it, or why that cannot be told. */
	readonly names: readonly string[] | string;
}

const MARKER = blockMarker("");

const GONE = "it is not there; bring it back, or drop the tasks that wait in it";

const NOBODY: ReadonlyMap<string, Task> = new Map();

/**
 * Looks through one inbox. Thousands of files may lie in it, and nearly all are those of waiting tasks: for each of them
 * a name is looked up, and little else.
 */
export async function lookInto(
	parts: Parts,
	look: Sweep,
	{ project, key, asked, inbox, names }: Inbox,
): Promise<void> {
	const waiting = look.folders.get(inbox) ?? NOBODY;
	if (typeof names === "string") {
		// A project may have none. One in which tasks wait was moved away, or is not mounted: it may come back.
		if (names !== GONE || waiting.size > 0) keepAll(look, project, inbox, names);
		return;
	}
	const tasks: Task[] = [];
	const others: string[] = [];
	for (const name of names) {
		const task = waiting.get(name);
		if (task === undefined) others.push(name);
		else tasks.push(task);
	}
	const found = { project, key, markers: markersIn(others), names: lazySet(names) };
	await lookAtWaiting(parts, look, found, tasks, asked);
	const news = others.filter((name) => kindOfName(name) === "task").toSorted();
	look.files += tasks.length + news.length;
	await lookAtNew(
		parts,
		look,
		found,
		news.map((name) => `${inbox}/${name}`),
	);
	const misnamed = others.filter((name) => kindOfName(name) === "misnamed").toSorted();
	await nameMisnamed(parts, look, project, inbox, misnamed);
}

interface Listing {
	readonly project: string;
	readonly key: string;
	/** The names of the markers in it. */
	readonly markers: ReadonlySet<string>;
	names(): ReadonlySet<string>;
}

async function lookAtWaiting(
	{ files, clock }: Parts,
	look: Sweep,
	{ project, key, markers, names }: Listing,
	tasks: readonly Task[],
	asked: Inbox["asked"],
): Promise<void> {
	const toAsk = asked === null ? tasks : tasks.filter((task) => asked.has(task));
	const infos = await files.lstatAll(toAsk.map(({ file }) => file));
	const infoOf = new Map(toAsk.map((task, at) => [task, infos[at] ?? null]));
	for (const task of tasks) {
		const by = markerOf(task.file, markers);
		const info = infoOf.get(task) ?? null;
		if (isAsKnown(look.seen, task, by, info)) look.asKnown.push(task.file);
		else {
			const found = { project, key, path: task.file, by, names: names() };
			await lookAgain({ files, clock }, look, task, found, info);
		}
	}
}

async function lookAtNew(
	parts: Parts,
	look: Sweep,
	{ project, key, markers, names }: Listing,
	paths: readonly string[],
): Promise<void> {
	const infos = await parts.files.lstatAll(paths);
	for (const [at, path] of paths.entries()) {
		const info = infos[at] ?? null;
		const found = { project, key, path, by: markerOf(path, markers), names: names() };
		if (info !== null) await lookAt(parts, look, found, info);
	}
}

function markersIn(names: readonly string[]): ReadonlySet<string> {
	return new Set(names.filter((name) => name.endsWith(MARKER)));
}

function markerOf(path: string, markers: ReadonlySet<string>): string | null {
	if (markers.size === 0) return null;
	const marker = blockMarker(path.slice(path.lastIndexOf("/") + 1));
	return markers.has(marker) ? marker : null;
}

/** Mostly nobody asks. */
function lazySet(names: readonly string[]): () => ReadonlySet<string> {
	let all: ReadonlySet<string> | null = null;
	return () => {
		all ??= new Set(names);
		return all;
	};
}

/** Nobody can tell what lies in an inbox that cannot be looked into: what was there stays. */
function keepAll(look: Look, project: string, inbox: string, why: string): void {
	refuse(look, project, inbox, why);
	const known = [...look.waiting.keys(), ...Object.keys(look.before.refusedFiles ?? {})];
	for (const file of known) if (file.startsWith(`${inbox}/`)) look.present.add(file);
}

/** Whether there is nothing to say of a waiting task. */
function isAsKnown(
	seen: SeenFiles,
	{ file, addedAt, blockedBy = null }: Task,
	by: string | null,
	info: FileInfo | null,
): boolean {
	if (by !== blockedBy) return false;
	if (info === null) return true;
	const before = seen.get(file);
	if (before !== undefined) return before.reading === null && before.stamp === stampOf(info);
	// It was taken up by an earlier life of the engine.
	if (touchedAt(info) > addedAt) return false;
	seen.note(file, stampOf(info), null);
	return true;
}

/** The names in an inbox, or why it cannot be looked into. */
export async function namesIn(files: Files, folder: string): Promise<readonly string[] | string> {
	try {
		return await files.readdir(folder);
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT" || code === "ENOTDIR") return GONE;
		return `it cannot be read (${code ?? String(error)})`;
	}
}
