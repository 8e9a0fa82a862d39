import { basename, join } from "node:path";
import type { Event } from "../../state/events.ts";
import type { State } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { Files } from "../ports/files.ts";
import { readTaskFile } from "./task-file.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

/** A file that was written to within this time may not be complete yet. */
const SETTLE_MS = 500;

/** Hidden files are what editors and careful writers make on the way. */
const NAME = /^[\w-][\w.-]{0,119}\.md$/;

/** Folders of the task protocol in a project. */
export function queueFolders(project: string) {
	const root = join(project, ".agent-queue");
	return {
		root,
		inbox: join(root, "inbox"),
		done: join(root, "done"),
		failed: join(root, "failed"),
	};
}

/** Names a project in task ids: its folder's name, with a number where two share one. */
export function projectKeys(projects: readonly string[]): ReadonlyMap<string, string> {
	const taken = new Set<string>();
	return new Map(
		projects.map((path) => {
			const base = basename(path).replace(/[^\w-]/g, "-") || "project";
			let key = base;
			for (let n = 2; taken.has(key); n++) key = `${base}-${n}`;
			taken.add(key);
			return [path, key];
		}),
	);
}

/** Looks through the inboxes of all projects. Resolves to true when a file must be looked at again soon. */
export async function scanInboxes(parts: Parts, refused: Map<string, string>): Promise<boolean> {
	const { config, recorder } = parts;
	const keys = projectKeys(config.projects.map((p) => p.path));
	const present = new Set<string>();
	let unsettled = false;
	for (const { path: project } of config.projects) {
		for (const path of await filesOf(parts, project, refused)) {
			present.add(path);
			const found = await lookAt(parts, project, keys.get(project) ?? "project", path, refused);
			if (found === "unsettled") unsettled = true;
			else if (found !== null) recorder.commit(found);
		}
	}
	recorder.commit(...vanished(recorder.state(), present));
	return unsettled;
}

/** The task files of a project. Of an inbox that cannot be looked into: those known to wait in it. */
async function filesOf(
	{ recorder, files }: Parts,
	project: string,
	refused: Map<string, string>,
): Promise<readonly string[]> {
	const { inbox } = queueFolders(project);
	const names = await namesIn(files, inbox);
	if (typeof names !== "string") {
		refused.delete(inbox);
		return names.filter((name) => NAME.test(name)).map((name) => join(inbox, name));
	}
	const warning = warnOnce(inbox, names, refused);
	if (warning !== null) recorder.commit(warning);
	const waiting = Object.values(recorder.state().tasks).filter((t) => t.state === "waiting");
	return waiting.filter((t) => t.project === project).map((t) => t.file);
}

async function lookAt(
	{ recorder, clock, files }: Parts,
	project: string,
	key: string,
	path: string,
	refused: Map<string, string>,
): Promise<Event | "unsettled" | null> {
	const tasks = recorder.state().tasks;
	if (Object.values(tasks).some((t) => t.file === path && t.state === "waiting")) return null;
	const info = await files.lstat(path).catch(() => null);
	if (info === null) return null;
	// A time in the future was copied along with the file; it says nothing of who writes it now.
	if (Math.abs(clock.now() - info.mtimeMs) < SETTLE_MS) return "unsettled";
	const read = await readTaskFile(files, path);
	if (read.kind === "gone") return null;
	const name = basename(path, ".md");
	const why = read.kind === "refused" ? read.why : knownBefore(tasks, key, read.task.id ?? name);
	if (read.kind === "refused" || why !== null) {
		return warnOnce(path, why ?? "", refused);
	}
	const { id, title, priority } = read.task;
	refused.delete(path);
	return { type: "task.added", task: `${key}.${id ?? name}`, project, title, priority, file: path };
}

function knownBefore(tasks: State["tasks"], key: string, id: string): string | null {
	const known = tasks[`${key}.${id}`];
	if (known === undefined || known.state === "failed") return null;
	return `a task ${known.id} is ${known.state} already; give it another id or name`;
}

function warnOnce(path: string, why: string, refused: Map<string, string>): Event | null {
	if (refused.get(path) === why) return null;
	refused.set(path, why);
	return {
		type: "operator.warned",
		what: `${path} is not taken: ${why}`,
		remedy: "correct the file, or move it away",
	};
}

/** Waiting tasks whose file was taken away by somebody. */
function vanished(state: State, present: ReadonlySet<string>): readonly Event[] {
	return Object.values(state.tasks)
		.filter((t) => t.state === "waiting" && !present.has(t.file))
		.map((t) => ({ type: "task.removed", task: t.id }) as const);
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
