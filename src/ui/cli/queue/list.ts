import type { QueuedTask, QueueView } from "../../../engine/control/views/queue.ts";
import { plain } from "../../tui/present/plain.ts";
import { dispatchWords } from "../print/pauses.ts";
import { table } from "../print/table.ts";
import { since } from "../print/times.ts";
import { orDash } from "../print/words.ts";
import { readCommand, type Sight } from "../read-command.ts";

const TITLES = ["TASK", "STATE", "PRIORITY", "TRY", "SESSION", "AGE", "PROJECT", "TITLE"];

/** `claude-failover queue list`: the tasks in the order of the queue. */
export const list = readCommand<QueueView>("/v1/queue", queueLines);

export function queueLines(view: QueueView, sight: Sight): readonly string[] {
	const tasks =
		view.tasks.length === 0
			? ["no tasks"]
			: table(
					TITLES,
					view.tasks.map((task) => row(task, sight.now)),
					sight.columns,
				);
	return [...tasks, ...notTaken(view), "", summary(view, sight.now)];
}

/** Files that lie in an inbox and are no tasks. */
function notTaken({ refused = [] }: QueueView): readonly string[] {
	if (refused.length === 0) return [];
	const lines = refused.map(({ file, why }) => `  ${plain(file)}: ${plain(why)}`);
	return ["", "not taken (correct the file, or move it away):", ...lines];
}

/** Counts by state, and whether tasks are given out. */
export function summary(
	{ counts, dispatch }: Pick<QueueView, "counts" | "dispatch">,
	now: number,
): string {
	const { waiting, running, done, failed, uncertain } = counts;
	const unsure = uncertain > 0 ? `, ${uncertain} uncertain: a person must look` : "";
	const numbers = `${waiting} waiting, ${running} running, ${done} done, ${failed} failed${unsure}`;
	const waits =
		dispatch.waitsFor && !dispatch.paused ? `; tasks wait for ${dispatch.waitsFor}` : "";
	return plain(`${numbers}; dispatch ${dispatchWords(dispatch, now)}${waits}`);
}

function row(task: QueuedTask, now: number): readonly string[] {
	const changedAt = task.endedAt ?? task.startedAt ?? task.addedAt;
	const waits = task.waitsFor != null && task.waitsFor !== task.note;
	const aside = waits ? `waits for ${task.waitsFor}` : task.note;
	const title = aside === null ? task.title : `${task.title} (${aside})`;
	return [
		task.id,
		task.state,
		task.priority,
		String(task.attempt),
		orDash(task.session),
		since(changedAt, now),
		task.project,
		title,
	];
}
