import { join } from "node:path";
import type { Event } from "../../state/events.ts";
import type { EngineParts } from "../parts.ts";
import type { Files } from "../ports/files.ts";
import { blockMarker, kindOfName, projectKeys, queueFolders } from "./inbox.ts";
import { isSettled, type Look, lookAgain, lookAt, refuse } from "./look.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

const MISNAMED = "the name of a task is letters, digits, dot, dash and underscore, and ends in .md";

/** So many misnamed files of an inbox are named, and no more: somebody put other things there. */
const MOST_MISNAMED = 100;
const TOO_MANY = `over ${MOST_MISNAMED} files in it have no name of a task; the others are not listed`;

/** Committed at a time: a reader of the last few events misses none. */
const MOST_AT_ONCE = 200;

/**
 * Looks through the inboxes of all projects, and records what it finds: new tasks and those that were written anew,
 * markers, what is refused and why, and what is gone. Resolves to true when a file must be looked at again soon.
 */
export async function scanInboxes(parts: Parts): Promise<boolean> {
	const { config, recorder } = parts;
	const before = recorder.state();
	const keys = projectKeys(config.projects.map((p) => p.path));
	const all = Object.values(before.tasks);
	const look: Look = {
		before,
		projects: new Set(keys.values()),
		models: config.dispatch.models,
		ledger: recorder.ledger,
		waiting: new Map(all.filter((t) => t.state === "waiting").map((t) => [t.file, t])),
		tasks: new Map(all.map((t) => [t.id, t])),
		present: new Set(),
		events: [],
		unsettled: false,
	};
	for (const { path } of config.projects) {
		await lookInto(parts, look, path, keys.get(path) ?? "project");
	}
	const events = [...look.events, ...gone(look)];
	for (let n = 0; n < events.length; n += MOST_AT_ONCE) {
		recorder.commit(...events.slice(n, n + MOST_AT_ONCE));
	}
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
	await nameMisnamed(parts, look, project, names);
	const all = new Set(names);
	const paths = names
		.filter((name) => kindOfName(name) === "task")
		.map((name) => join(inbox, name));
	const known = paths.filter((path) => look.waiting.has(path));
	const times = await parts.files.changedAt(known);
	const changedAt = new Map(known.map((path, nth) => [path, times[nth] ?? null]));
	for (const path of paths) {
		const marker = blockMarker(path.slice(inbox.length + 1));
		const by = all.has(marker) ? marker : null;
		const found = { project, key, path, by, names: all };
		const task = look.waiting.get(path);
		if (task === undefined) await lookAt(parts, look, found);
		else await lookAgain(parts, look, task, found, changedAt.get(path) ?? null);
	}
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
		if (await isSettled(parts, look, path)) refuse(look, project, path, MISNAMED);
	}
	if (misnamed.length > MOST_MISNAMED) refuse(look, project, inbox, TOO_MANY);
}

/** Waiting tasks whose file was taken away by somebody, and files that are not refused any more. */
function gone({ before, waiting, present }: Look): readonly Event[] {
	const tasks = [...waiting].filter(([file]) => !present.has(file));
	const files = Object.keys(before.refusedFiles ?? {}).filter(
		(file) => !present.has(file) || waiting.has(file),
	);
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
