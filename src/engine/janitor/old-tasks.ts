import { join } from "node:path";
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
		const known = folders.get(folder) ?? new KnownTimes((names) => touchedAt(files, folder, names));
		folders.set(folder, known);
		return known;
	};
	const each = Math.max(LEAST_EACH, Math.floor(MOST / (2 * config.projects.length)));
	return async (parts) => {
		const known = new Map([...recorder.state().tasks.values()].map((t) => [t.file, t]));
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

function touchedAt(files: Files, folder: string, names: readonly string[]) {
	return files.touchedAt(names.map((name) => `${folder}/${name}`));
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
	const there = entries
		.filter((entry) => entry.isFile() && kindOfName(entry.name) === "task")
		.map(({ name }) => {
			const path = `${folder}/${name}`;
			return { name, path, task: known.get(path) };
		});
	const now = clock.now();
	const before = now - doneArchiveAgeMs;
	// What the state does not know ended no later than it was touched: a moved file keeps the time of its writing, which
	// may be months before its end, and gets a new time of change.
	const forgotten = there.filter(({ task }) => task === undefined).map(({ name }) => name);
	const touched = await touches(folder).oldOnes(forgotten, before);
	const old = new Map(touched.map(({ name, at }) => [name, at]));
	const items = there.flatMap(({ name, path, task }): Tidying[] => {
		const endedAt = task === undefined ? old.get(name) : task.endedAt;
		if (endedAt == null || endedAt > before) return [];
		const to = join(archiveFolder(folder, endedAt), name);
		const ageMs = now - endedAt;
		return [{ kind, name: path, path, project, to, task: task?.id ?? null, why, ageMs }];
	});
	return { items, troubles: [] };
}
