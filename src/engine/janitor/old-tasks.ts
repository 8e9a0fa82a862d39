import { basename, join } from "node:path";
import type { Task } from "../../state/model.ts";
import type { Tidying, TidyReport } from "../../state/tidying.ts";
import { formatDuration } from "../config/durations.ts";
import type { Files } from "../ports/files.ts";
import { kindOfName, queueFolders } from "../queue/inbox.ts";
import {
	type Duty,
	entriesOf,
	isReport,
	type JanitorParts,
	obstacleOn,
	refusedBySystem,
	together,
} from "./duty.ts";

/** Files that are moved in one pass: it stays short, and the next one is minutes away. */
const MOST = 300;

/** Each folder gets so many of them at least: one with thousands holds up no other for hours. */
const LEAST_EACH = 10;

type Ended = "done" | "failed";

/** Finds the files of tasks that ended long ago, in `done/` and `failed/` of each project. */
export const oldTasks: Duty = async (parts) => {
	const { config, recorder } = parts;
	const known = new Map([...recorder.state().tasks.values()].map((t) => [t.file, t]));
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
	const obstacle = await obstacleOn(files, [queue.root, folder]);
	if (obstacle !== null) return { items: [], troubles: [obstacle] };
	const entries = await entriesOf(files, folder);
	if (isReport(entries)) return entries;
	const why = `ended over ${formatDuration(doneArchiveAgeMs)} ago`;
	const paths = entries
		.filter((entry) => entry.isFile() && kindOfName(entry.name) === "task")
		.map((entry) => join(folder, entry.name));
	const items = (await withEnds(files, paths, known)).flatMap(({ path, endedAt }): Tidying[] => {
		const ageMs = clock.now() - endedAt;
		if (ageMs < doneArchiveAgeMs) return [];
		const task = known.get(path)?.id ?? null;
		const to = join(archiveFolder(folder, endedAt), basename(path));
		return [{ kind, name: path, path, project, to, task, why, ageMs }];
	});
	return { items: items.slice(0, most), troubles: [] };
}

/**
 * When the task of each file ended. Where the state does not know it, the latest that it can have been: a file that is
 * moved keeps the time of its writing, which may be months before its end, and gets a new time of change.
 */
async function withEnds(
	files: Files,
	paths: readonly string[],
	known: ReadonlyMap<string, Task>,
): Promise<readonly { readonly path: string; readonly endedAt: number }[]> {
	const touched = await files.touchedAt(paths);
	return paths.flatMap((path, nth) => {
		const task = known.get(path);
		const endedAt = task === undefined ? touched[nth] : task.endedAt;
		return endedAt == null ? [] : [{ path, endedAt }];
	});
}
