import { basename, join } from "node:path";
import type { Task } from "../../state/model.ts";
import type { Tidying, TidyReport } from "../../state/tidying.ts";
import { formatDuration } from "../config/durations.ts";
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
import { KnownTimes } from "./known-times.ts";

/** Files that are moved in one pass: it stays short, and the next one is minutes away. */
const MOST = 300;

/** Each folder gets so many of them at least: one with thousands holds up no other for hours. */
const LEAST_EACH = 10;

type Ended = "done" | "failed";

/** When the files of a folder were last touched. */
type Touches = (folder: string) => KnownTimes;

/** Finds the files of tasks that ended long ago, in `done/` and `failed/` of each project. */
export function oldTasks({ config, files, recorder }: JanitorParts): Duty {
	const folders = new Map<string, KnownTimes>();
	const touches: Touches = (folder) => {
		const known = folders.get(folder) ?? new KnownTimes((paths) => files.touchedAt(paths));
		folders.set(folder, known);
		return known;
	};
	const each = Math.max(LEAST_EACH, Math.floor(MOST / (2 * config.projects.length)));
	return async (parts) => {
		const known = new Map(Object.values(recorder.state().tasks).map((t) => [t.file, t]));
		const reports: TidyReport[] = [];
		for (const { path } of config.projects) {
			for (const kind of ["done", "failed"] as const) {
				try {
					const found = await oldIn(parts, path, kind, known, touches);
					reports.push({ ...found, items: found.items.slice(0, each) });
				} catch (error) {
					const troubles = [refusedBySystem(error, `look into ${queueFolders(path)[kind]}`)];
					reports.push({ items: [], troubles });
				}
			}
		}
		return together(reports);
	};
}

/** The folder of the archive for what ended at `at` (epoch ms; the month in UTC). */
function archiveFolder(folder: string, at: number): string {
	return join(folder, "archive", new Date(at).toISOString().slice(0, 7));
}

async function oldIn(
	parts: JanitorParts,
	project: string,
	kind: Ended,
	known: ReadonlyMap<string, Task>,
	touches: Touches,
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
	const now = clock.now();
	const unknown = paths.filter((path) => !known.has(path));
	const touched = await touches(folder).of(unknown, now - doneArchiveAgeMs);
	const touchedAt = new Map(unknown.map((path, nth) => [path, touched[nth] ?? null]));
	const items = paths.flatMap((path): Tidying[] => {
		const task = known.get(path);
		// What the state does not know ended no later than it was touched: a moved file keeps the time of its writing,
		// which may be months before its end, and gets a new time of change.
		const endedAt = task === undefined ? touchedAt.get(path) : task.endedAt;
		if (endedAt == null || now - endedAt < doneArchiveAgeMs) return [];
		const ageMs = now - endedAt;
		const to = join(archiveFolder(folder, endedAt), basename(path));
		return [{ kind, name: path, path, project, to, task: task?.id ?? null, why, ageMs }];
	});
	return { items, troubles: [] };
}
