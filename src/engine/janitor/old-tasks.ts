import { join } from "node:path";
import type { Task } from "../../state/model.ts";
import type { Tidying, TidyReport } from "../../state/tidying.ts";
import { formatDuration } from "../config/durations.ts";
import { kindOfName, queueFolders } from "../queue/inbox.ts";
import {
	type Duty,
	entriesOf,
	isReport,
	type JanitorParts,
	nothing,
	refusedBySystem,
	together,
} from "./duty.ts";
import { inTheWay } from "./real-folder.ts";

/** Files that are moved in one pass: it stays short, and the next one is minutes away. */
const MOST = 300;

/** Each folder gets so many of them at least: one with thousands holds up no other for hours. */
const LEAST_EACH = 10;

/** Names whose times are asked for in one go, between two turns of the event loop. */
const AT_ONCE = 500;

type Ended = "done" | "failed";

/** Finds the files of tasks that ended long ago, in `done/` and `failed/` of each project. */
export const oldTasks: Duty = async (parts) => {
	const { config, recorder } = parts;
	const known = new Map(Object.values(recorder.state().tasks).map((t) => [t.file, t]));
	const each = Math.max(LEAST_EACH, Math.floor(MOST / (2 * config.projects.length)));
	const reports: TidyReport[] = [];
	for (const { path } of config.projects) {
		for (const kind of ["done", "failed"] as const) {
			try {
				reports.push(await oldIn(parts, path, kind, known, each));
			} catch (error) {
				const troubles = [refusedBySystem(error, `look into ${queueFolders(path)[kind]}`)];
				reports.push({ items: [], troubles });
			}
		}
	}
	return together(reports);
};

/** The folder of the archive for what ended at `at` (epoch ms; the month in UTC). */
function archiveFolder(folder: string, at: number): string {
	return join(folder, "archive", new Date(at).toISOString().slice(0, 7));
}

async function oldIn(
	parts: JanitorParts,
	project: string,
	kind: Ended,
	known: ReadonlyMap<string, Task>,
	most: number,
): Promise<TidyReport> {
	const { files, clock } = parts;
	const { doneArchiveAgeMs } = parts.config.janitor;
	const queue = queueFolders(project);
	const folder = queue[kind];
	const obstacle = await inTheWay(files, [queue.root, folder]);
	if (obstacle !== null) return { items: [], troubles: [obstacle] };
	const entries = await entriesOf(files, folder);
	if (isReport(entries)) return entries;
	const why = `ended over ${formatDuration(doneArchiveAgeMs)} ago`;
	const items: Tidying[] = [];
	const names = entries.filter((e) => e.isFile() && kindOfName(e.name) === "task");
	for (const name of await writtenBefore(parts, folder, names)) {
		const path = join(folder, name);
		const endedAt = await endOf(parts, path, known.get(path));
		const ageMs = clock.now() - (endedAt ?? clock.now());
		if (endedAt === null || ageMs < doneArchiveAgeMs) continue;
		const task = known.get(path)?.id ?? null;
		const to = join(archiveFolder(folder, endedAt), name);
		items.push({ kind, name: path, path, project, to, task, why, ageMs });
		if (items.length === most) break;
	}
	return items.length === 0 ? nothing : { items, troubles: [] };
}

/** Names that were last written long ago: all others ended later than that. */
async function writtenBefore(
	{ files, clock, config }: JanitorParts,
	folder: string,
	entries: readonly { readonly name: string }[],
): Promise<readonly string[]> {
	const before = clock.now() - config.janitor.doneArchiveAgeMs;
	const old: string[] = [];
	for (let n = 0; n < entries.length; n += AT_ONCE) {
		const names = entries.slice(n, n + AT_ONCE).map((entry) => entry.name);
		const times = await files.changedAt(names.map((name) => join(folder, name)));
		old.push(...names.filter((_, nth) => (times[nth] ?? Number.POSITIVE_INFINITY) <= before));
	}
	return old;
}

/**
 * When a task ended, or the latest that it can have been: a file that is moved keeps the time of its writing, which may
 * be months before its end, and gets a new time of change.
 */
async function endOf(
	{ files }: JanitorParts,
	path: string,
	task: Task | undefined,
): Promise<number | null> {
	if (task?.endedAt != null) return task.endedAt;
	// Of one that has not ended the file is none of ours.
	if (task !== undefined) return null;
	const info = await files.lstat(path).catch(() => null);
	return info?.isFile() ? Math.max(info.mtimeMs, info.ctimeMs) : null;
}
