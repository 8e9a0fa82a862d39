import { basename, dirname, join } from "node:path";
import type { State } from "../../state/model.ts";
import type { Tidying, TidyTrouble } from "../../state/tidying.ts";
import { formatDuration } from "../config/durations.ts";
import type { Files } from "../ports/files.ts";
import { kindOfName, projectKeys, queueFolders } from "../queue/inbox.ts";
import { readTaskFile } from "../queue/task-file.ts";
import { type Duty, type JanitorParts, refusedBySystem } from "./duty.ts";

const SUFFIX = ".dispatched";

/** While so many tasks are `uncertain`, no more are made of markers: the state keeps only the last that ended. */
const MOST_UNCERTAIN = 100;

/** So many markers beside their file are told in each inbox; when some are gone, the next are. */
const MOST_TOLD = 20;

/** A claimed file, old enough that nobody can be about to begin with it. */
interface Marker {
	readonly project: string;
	/** What the project is called in the ids of its tasks. */
	readonly key: string;
	readonly path: string;
	readonly ageMs: number;
}

/** Finds claimed files in the inboxes that no known task runs with. Those of running tasks are followed elsewhere. */
export const staleMarkers: Duty = async (parts) => {
	const { config, recorder } = parts;
	const keys = projectKeys(config.projects.map((p) => p.path));
	const looks = [];
	for (const [project, key] of keys) looks.push(await lookInto(parts, project, key));
	const markers = looks.flatMap((look) => look.markers);
	const troubles = looks.flatMap((look) => look.troubles);
	const state = recorder.state();
	const uncertain = state.tasks.count((t) => t.state === "uncertain");
	const most = Math.max(0, MOST_UNCERTAIN - uncertain);
	const items = await asTasks(parts, state, markers.slice(0, most));
	return { items, troubles: markers.length > most ? [...troubles, TOO_MANY] : troubles };
};

const TOO_MANY: TidyTrouble = {
	what: `over ${MOST_UNCERTAIN} tasks are uncertain; more claimed files that no task runs with are not shown yet`,
	remedy: "decide on those that `claude-failover queue` shows",
};

/** Whether a task of the state lies in this file, claimed: it runs, or waits for a person already. */
export function isKnown({ tasks }: Pick<State, "tasks">, path: string): boolean {
	return tasks.some((task) => task.file === path && holdsClaim(task.state));
}

function holdsClaim(state: string): boolean {
	return state === "running" || state === "uncertain";
}

async function lookInto(
	parts: JanitorParts,
	project: string,
	key: string,
): Promise<{ readonly markers: readonly Marker[]; readonly troubles: readonly TidyTrouble[] }> {
	const { files, clock, recorder, config } = parts;
	const { inbox } = queueFolders(project);
	const found = await markersIn(files, inbox);
	if ("what" in found) return { markers: [], troubles: [found] };
	const markers: Marker[] = [];
	const beside: TidyTrouble[] = [];
	const touched = await files.touchedAt(found.names.map((name) => join(inbox, name)));
	for (const [nth, name] of found.names.entries()) {
		const path = join(inbox, name);
		// The rename that claims a file is a touch, however old the file is.
		const ageMs = clock.now() - (touched[nth] ?? Number.POSITIVE_INFINITY);
		if (ageMs < config.janitor.staleMarkerAgeMs || isKnown(recorder.state(), path)) continue;
		if (found.all.has(fileOf(name))) beside.push(besideItsFile(path));
		else if (await isFile(files, path)) markers.push({ project, key, path, ageMs });
	}
	return { markers, troubles: beside.slice(0, MOST_TOLD) };
}

async function markersIn(
	files: Files,
	inbox: string,
): Promise<{ readonly all: ReadonlySet<string>; readonly names: readonly string[] } | TidyTrouble> {
	try {
		const all = await files.readdir(inbox);
		const names = all.filter((n) => n.endsWith(SUFFIX) && kindOfName(fileOf(n)) === "task");
		return { all: new Set(all), names: names.toSorted() };
	} catch (error) {
		const { code } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENOTDIR") return { all: new Set(), names: [] };
		return refusedBySystem(error, `look into ${inbox}`);
	}
}

async function isFile(files: Files, path: string): Promise<boolean> {
	const info = await files.lstat(path).catch(() => null);
	return info?.isFile() ?? false;
}

function fileOf(marker: string): string {
	return marker.slice(0, -SUFFIX.length);
}

/** Made by another tool, to say that the file was given out. Which of the two counts, only a person can tell. */
function besideItsFile(path: string): TidyTrouble {
	const what = `${path} lies beside the file that it marks, and no task that is known runs with it`;
	return {
		what,
		remedy: "remove the marker if the task is still to be done, else the file as well",
	};
}

async function asTasks(
	{ files, config }: JanitorParts,
	{ tasks }: State,
	markers: readonly Marker[],
): Promise<readonly Tidying[]> {
	const claimed = new Set<string>();
	if (markers.length > 0) {
		for (const t of tasks.values()) {
			if (holdsClaim(t.state)) claimed.add(await truePath(files, t.file));
		}
	}
	const taken = new Set(tasks.keys());
	const items: Tidying[] = [];
	const why = `claimed over ${formatDuration(config.janitor.staleMarkerAgeMs)} ago, and no known task runs with it`;
	for (const { project, key, path, ageMs } of markers) {
		// Another project of the configuration may lead to the same folder.
		const real = await truePath(files, path);
		if (claimed.has(real)) continue;
		claimed.add(real);
		const name = fileOf(basename(path)).replace(/\.md$/, "");
		const read = await readTaskFile(files, path);
		if (read.kind === "gone") continue;
		const told = read.kind === "ok" ? read.task : null;
		const task = freeId(taken, `${key}.${told?.id ?? name}`);
		taken.add(task);
		const { title = name, priority = "normal" } = told ?? {};
		items.push({ kind: "marker", name: path, path, project, task, title, priority, why, ageMs });
	}
	return items;
}

async function truePath(files: Files, path: string): Promise<string> {
	const folder = await files.realpath(dirname(path)).catch(() => dirname(path));
	return join(folder, basename(path));
}

/** An id that no other task has: what is known of that one is not overwritten. */
function freeId(taken: ReadonlySet<string>, id: string): string {
	if (!taken.has(id)) return id;
	for (let n = 2; ; n++) if (!taken.has(`${id}.${n}`)) return `${id}.${n}`;
}

/** What is asked of the operator. */
export function question({ path, task, why }: Extract<Tidying, { kind: "marker" }>): string {
	return (
		`${why}: another tool claimed it, or the state was lost. Was it worked on? Look at ${path} and at its project, ` +
		`then: claude-failover queue retry ${task}, or: claude-failover queue drop ${task}`
	);
}
