import { join } from "node:path";
import type { Event } from "../../state/events.ts";
import type { State, Task } from "../../state/model.ts";
import { onceFor } from "../../state/once-for.ts";
import { selectQueue } from "../../state/select.ts";
import { indexTasks } from "../../state/task-index.ts";
import type { EngineParts } from "../parts.ts";
import type { FileInfo, Files } from "../ports/files.ts";
import { lookAgain } from "./edits.ts";
import { blockMarker, kindOfName, projectKeys, queueFolders } from "./inbox.ts";
import { isSettled, type Look, lookAt, refuse } from "./look.ts";
import { infosOf, SeenFiles, stampOf, touchedAt } from "./seen-files.ts";
import { surroundingsOf } from "./surroundings.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

const MISNAMED = "the name of a task is letters, digits, dot, dash and underscore, and ends in .md";

/** So many misnamed files of an inbox are named, and no more: somebody put other things there. */
const MOST_MISNAMED = 100;
const TOO_MANY = `over ${MOST_MISNAMED} files in it have no name of a task; the others are not listed`;

/** Committed at a time: a reader of the last few events misses none. */
const MOST_AT_ONCE = 200;

const MARKER = blockMarker("");

/** So many waiting tasks may be the next to be given out: whether their files were written anew is asked each time. */
const NEXT = 500;

/** Of the files behind those so many are asked in one look; a look at ten thousand would hold up everything else. */
const MOST_ASKED = 1_000;

/**
 * Looks through the inboxes of all projects, and records what it finds: new tasks and those that were written anew,
 * markers, what is refused and why, and what is gone. Where very many files wait, only some of those far behind are asked
 * whether they were written anew, others with the next `nth` look. `seen`: what the looks before it remember. Resolves to
 * true when a file must be looked at again soon.
 */
export async function scanInboxes(parts: Parts, nth = 0, seen = new SeenFiles()): Promise<boolean> {
	const { config, recorder } = parts;
	const before = recorder.state();
	const keys = projectKeys(config.projects.map((p) => p.path));
	const look = lookFrom(parts, seen);
	const asked = whomToAsk(before, nth);
	for (const [path, key] of keys) await lookInto(parts, look, asked, path, key);
	if (seen.size > look.files) seen.keep((path) => look.waiting.has(path) || look.present.has(path));
	const events = [...look.events, ...gone(look)];
	for (let n = 0; n < events.length; n += MOST_AT_ONCE) {
		recorder.commit(...events.slice(n, n + MOST_AT_ONCE));
	}
	return look.unsettled;
}

/** A look with the files of waiting tasks of which it has nothing to say, and how many files it met. */
interface Sweep extends Look {
	readonly asKnown: string[];
	files: number;
}

function lookFrom(parts: Parts, seen: SeenFiles): Sweep {
	const before = parts.recorder.state();
	const look = {
		before,
		seen,
		waiting: waitingIn(before.tasks),
		present: new Set<string>(),
		asKnown: [],
		files: 0,
		events: [],
		unsettled: false,
	};
	return Object.assign(surroundingsOf(parts), look);
}

/** Waiting tasks by their file. */
const waitingIn = onceFor((tasks: State["tasks"]): ReadonlyMap<string, Task> => {
	return new Map(indexTasks({ tasks }).waiting.map((t) => [t.file, t]));
});

/** The tasks whose files are asked in this look whether they were written anew; `null`: all. */
function whomToAsk(state: State, nth: number): ReadonlySet<Task> | null {
	if (waitingIn(state.tasks).size <= NEXT + MOST_ASKED) return null;
	const waiting = selectQueue(state).filter((t) => t.state === "waiting");
	const groups = Math.ceil((waiting.length - NEXT) / MOST_ASKED);
	const from = NEXT + (nth % groups) * MOST_ASKED;
	return new Set([...waiting.slice(0, NEXT), ...waiting.slice(from, from + MOST_ASKED)]);
}

async function lookInto(
	parts: Parts,
	look: Sweep,
	asked: ReadonlySet<Task> | null,
	project: string,
	key: string,
): Promise<void> {
	const { inbox } = queueFolders(project);
	const names = await namesIn(parts.files, inbox);
	if (typeof names === "string") return keepAll(look, project, inbox, names);
	await nameMisnamed(parts, look, project, names);
	let all: ReadonlySet<string> | null = null;
	const markers = new Set(names.filter((name) => name.endsWith(MARKER)));
	const files = names.filter((name) => kindOfName(name) === "task").map((n) => `${inbox}/${n}`);
	look.files += files.length;
	const toAsk = files.filter((path) => {
		const task = look.waiting.get(path);
		return task === undefined || asked === null || asked.has(task);
	});
	const infos = await infosOf(parts.files, toAsk);
	const infoOf = new Map(toAsk.map((path, at) => [path, infos[at] ?? null]));
	for (const path of files) {
		const by = markers.size === 0 ? null : markerOf(path.slice(inbox.length + 1), markers);
		const task = look.waiting.get(path);
		const info = infoOf.get(path) ?? null;
		if (task !== undefined && isAsKnown(look.seen, task, by, info)) {
			look.asKnown.push(path);
			continue;
		}
		all ??= new Set(names);
		const found = { project, key, path, by, names: all };
		if (task !== undefined) await lookAgain(parts, look, task, found, info);
		else if (info !== null) await lookAt(parts, look, found, info);
	}
}

function markerOf(name: string, markers: ReadonlySet<string>): string | null {
	const marker = blockMarker(name);
	return markers.has(marker) ? marker : null;
}

/** Nobody can tell what lies in an inbox that cannot be looked into: what was there stays. */
function keepAll(look: Look, project: string, inbox: string, why: string): void {
	refuse(look, project, inbox, why);
	const known = [...look.waiting.keys(), ...Object.keys(look.before.refusedFiles ?? {})];
	for (const file of known) if (file.startsWith(`${inbox}/`)) look.present.add(file);
}

/** Nearly all are; more than this for each of thousands would take most of the time. */
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

/** Files that nobody would ever take up. */
async function nameMisnamed(
	parts: Parts,
	look: Look,
	project: string,
	names: readonly string[],
): Promise<void> {
	const { inbox } = queueFolders(project);
	const misnamed = names.filter((name) => kindOfName(name) === "misnamed");
	for (const name of misnamed.slice(0, MOST_MISNAMED)) {
		const path = join(inbox, name);
		const info = await parts.files.lstat(path).catch(() => null);
		if (info === null) continue;
		if (isSettled(parts.clock, info)) refuse(look, project, path, MISNAMED);
		else {
			look.unsettled = true;
			look.present.add(path);
		}
	}
	if (misnamed.length > MOST_MISNAMED) refuse(look, project, inbox, TOO_MANY);
}

/** Waiting tasks whose file was taken away by somebody, and files that are not refused any more. */
function gone({ before, waiting, present, asKnown }: Sweep): readonly Event[] {
	const refused = Object.keys(before.refusedFiles ?? {});
	if (asKnown.length === waiting.size && refused.length === 0) return [];
	for (const file of asKnown) present.add(file);
	const tasks = [...waiting].filter(([file]) => !present.has(file));
	const files = refused.filter((file) => !present.has(file) || waiting.has(file));
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
