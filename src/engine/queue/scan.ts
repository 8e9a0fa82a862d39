import { basename, dirname } from "node:path";
import type { Event } from "../../state/events.ts";
import type { State, Task } from "../../state/model.ts";
import { onceFor } from "../../state/once-for.ts";
import { selectQueue } from "../../state/select.ts";
import { indexTasks } from "../../state/task-index.ts";
import type { EngineParts } from "../parts.ts";
import { queueFolders } from "./inbox.ts";
import { lookInto, namesIn, type Sweep } from "./look-into.ts";
import { SeenFiles } from "./seen-files.ts";
import { surroundingsOf } from "./surroundings.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

/** Committed at a time: a reader of the last few events misses none. */
const MOST_AT_ONCE = 200;

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
	const { recorder } = parts;
	const before = recorder.state();
	const look = lookFrom(parts, seen);
	const asked = whomToAsk(before, nth);
	const inboxes = await Promise.all(
		[...look.keys].map(async ([project, key]) => {
			const { inbox } = queueFolders(project);
			return { asked, project, key, inbox, names: await namesIn(parts.files, inbox) };
		}),
	);
	for (const inbox of inboxes) await lookInto(parts, look, inbox);
	if (seen.size > look.files) seen.keep((path) => look.waiting.has(path) || look.present.has(path));
	const events = [...look.events, ...gone(look)];
	for (let n = 0; n < events.length; n += MOST_AT_ONCE) {
		recorder.commit(...events.slice(n, n + MOST_AT_ONCE));
	}
	for (const path of look.heeded) seen.heeded(path);
	return look.unsettled;
}

function lookFrom(parts: Parts, seen: SeenFiles): Sweep {
	const before = parts.recorder.state();
	const { files: waiting, folders } = waitingIn(before.tasks);
	const look = {
		before,
		seen,
		waiting,
		folders,
		present: new Set<string>(),
		asKnown: [],
		files: 0,
		events: [],
		heeded: [],
		unsettled: false,
	};
	return Object.assign(surroundingsOf(parts), look);
}

/** Waiting tasks by their file, and by the folder and the name of it. */
const waitingIn = onceFor((tasks: State["tasks"]) => {
	const { waiting } = indexTasks({ tasks });
	const byFolder = Map.groupBy(waiting, ({ file }) => dirname(file));
	return {
		files: new Map(waiting.map((task) => [task.file, task])),
		folders: new Map(
			[...byFolder].map(([folder, some]) => {
				return [folder, new Map(some.map((task) => [basename(task.file), task]))];
			}),
		),
	};
});

/** The tasks whose files are asked in this look whether they were written anew; `null`: all. */
function whomToAsk(state: State, nth: number): ReadonlySet<Task> | null {
	if (waitingIn(state.tasks).files.size <= NEXT + MOST_ASKED) return null;
	const waiting = selectQueue(state).filter((t) => t.state === "waiting");
	const groups = Math.ceil((waiting.length - NEXT) / MOST_ASKED);
	const from = NEXT + (nth % groups) * MOST_ASKED;
	return new Set([...waiting.slice(0, NEXT), ...waiting.slice(from, from + MOST_ASKED)]);
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
