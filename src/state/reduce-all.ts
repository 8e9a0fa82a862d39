import type { Event, EventRecord } from "./events.ts";
import type { State } from "./model.ts";
import { reduce } from "./reduce.ts";

/** What a look through the inboxes finds. */
type FileEvent = Extract<
	Event,
	{ type: "task.added" | "task.blocked" | "task.edited" | "task.removed" }
>;

type Timed<E extends Event = Event> = Pick<EventRecord, "at"> & { readonly event: E };

/** A copy of so many tasks costs little. */
const MOST_TOGETHER = 200;

/**
 * The state after these records: the same as `reduce` of one after the other. Each event of a task copies all tasks, so
 * thousands of files that are found at once would take minutes. What is said of files in a row is applied to the tasks
 * that it is about alone, and those are put among the others in one go. Pure.
 */
export function reduceAll(state: State, records: readonly Timed[]): State {
	let next = state;
	let run: Timed<FileEvent>[] = [];
	const applyRun = (): void => {
		next = run.length > 1 ? reduceTogether(next, run) : fold(next, run);
		run = [];
	};
	for (const record of records) {
		if (isOfFile(record)) run.push(record);
		else {
			applyRun();
			next = reduce(next, record.event, record.at);
		}
		if (run.length === MOST_TOGETHER) applyRun();
	}
	applyRun();
	return next;
}

/** No reducer looks at another task for one of these. */
function isOfFile(record: Timed): record is Timed<FileEvent> {
	switch (record.event.type) {
		case "task.added":
		case "task.blocked":
		case "task.edited":
		case "task.removed":
			return true;
		default:
			return false;
	}
}

function reduceTogether(state: State, run: readonly Timed<FileEvent>[]): State {
	const ids = new Set(run.map((r) => r.event.task));
	const known = [...ids].flatMap((id) => {
		const task = state.tasks[id];
		return task === undefined ? [] : [[id, task] as const];
	});
	const after = fold({ ...state, tasks: Object.fromEntries(known) }, run);
	const tasks = { ...state.tasks, ...after.tasks };
	const gone = known.some(([id]) => after.tasks[id] === undefined);
	if (!gone) return { ...after, tasks };
	const kept = Object.entries(tasks).filter(([id]) => !ids.has(id) || id in after.tasks);
	return { ...after, tasks: Object.fromEntries(kept) };
}

function fold(state: State, records: readonly Timed[]): State {
	return records.reduce((s, r) => reduce(s, r.event, r.at), state);
}
