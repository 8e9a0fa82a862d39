import type { Dispatch, State, Task, TaskPriority } from "../../../state/model.ts";
import { selectQueueCounts } from "../../../state/select.ts";
import { type FittedColumn, fitColumns, tableRow } from "./columns.ts";
import type { Colour, Line } from "./line.ts";
import { plain } from "./plain.ts";
import { age } from "./time.ts";
import { styleOf, taskLooks } from "./words.ts";

export type QueueColumn = "mark" | "priority" | "title" | "state" | "age" | "project" | "waits";

const priorities: Readonly<
	Record<TaskPriority, { text: string; color?: Colour; dimColor?: boolean }>
> = {
	critical: { text: "crit", color: "red" },
	high: { text: "high", color: "yellow" },
	normal: { text: "norm" },
	low: { text: "low", dimColor: true },
};

/** The columns of the queue pane for a row of this width. */
export function queueColumns(columns: number): readonly FittedColumn<QueueColumn>[] {
	return fitColumns<QueueColumn>(
		[
			{ key: "mark", title: "", width: 1 },
			{ key: "priority", title: "PRI", width: 4 },
			{ key: "state", title: "STATE", width: 11 },
			{ key: "title", title: "TASK", width: "rest" },
			{ key: "project", title: "PROJECT", width: 14, from: 100 },
			{ key: "age", title: "AGE", width: 4, align: "right", from: 60 },
			{ key: "waits", title: "WAITS FOR", width: columns >= 76 ? "rest" : 16, from: 52 },
		],
		columns,
	);
}

/** What a task waits for, who works on it, or why it ended. */
export function waitsFor(task: Task, waits: string | null): string {
	if (task.state === "running") return task.session === null ? "" : `on ${plain(task.session)}`;
	if (task.state === "uncertain") return plain(task.note ?? "a look by you");
	return plain(waits ?? task.note ?? "");
}

/** A task as a row. */
export function queueRow(input: {
	readonly task: Task;
	/** What it waits for; `null`: it does not wait. */
	readonly waits: string | null;
	readonly minute: number;
	readonly selected: boolean;
	readonly columns: readonly FittedColumn<QueueColumn>[];
}): Line {
	const { task, minute, selected } = input;
	const look = taskLooks[task.state];
	const ended = task.endedAt === null ? {} : { dimColor: true };
	const since = task.endedAt ?? task.startedAt ?? task.addedAt;
	return tableRow<QueueColumn>(input.columns, {
		mark: { text: selected ? "▸" : " ", color: "cyan", bold: true },
		priority: priorities[task.priority],
		state: { text: `${look.glyph} ${task.state}`, ...styleOf(look) },
		title: { text: plain(task.title), ...ended, ...(selected ? { bold: true } : {}) },
		project: { text: plain(task.project.split("/").at(-1) ?? ""), dimColor: true },
		age: { text: age(minute - since), dimColor: true },
		waits: { text: waitsFor(task, input.waits), ...ended },
	});
}

/** Whether tasks are given out, and of how many projects not. */
export function dispatchWord({ paused, projects = {} }: Dispatch): string {
	const own = Object.keys(projects).length;
	if (paused || own === 0) return paused ? "PAUSED" : "on";
	return `on, ${own} project${own === 1 ? "" : "s"} PAUSED`;
}

/** The title of the queue pane: counts and whether tasks are handed out. */
export function queueTitle(state: State, filter = ""): string {
	const counts = selectQueueCounts(state);
	const uncertain = counts.uncertain > 0 ? `, ${counts.uncertain} uncertain` : "";
	const refused = Object.keys(state.refusedFiles ?? {}).length;
	const notTaken = refused > 0 ? `, ${refused} not taken` : "";
	const failed = counts.failed > 0 ? `, ${counts.failed} failed` : "";
	const dispatch = dispatchWord(state.dispatch);
	const only = filter === "" ? "" : ` /${filter} `;
	return `3 Queue${only} (${counts.waiting} waiting, ${counts.running} running${uncertain}${failed}${notTaken})  dispatch ${dispatch}`;
}
