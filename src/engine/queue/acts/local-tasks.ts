import type { Tasks, TaskText, TaskTextReply } from "../../../state/task-client.ts";
import type { EngineParts } from "../../parts.ts";
import { readTaskFile } from "../task-file.ts";
import { addTask } from "./add.ts";
import { noSuchTask, taskOf } from "./find-task.ts";
import { setPriority } from "./priority.ts";
import { dropTask, markDone, retryTask } from "./settle.ts";

const SHOWN_LINES = 20;
const SHOWN_COLUMNS = 500;

/** What a person may do to the tasks, in the engine's own process. */
export function localTasks(parts: EngineParts): Tasks {
	return {
		add: (ask) => addTask(parts, ask),
		read: (id) => readTask(parts, id),
		setPriority: (id, priority) => setPriority(parts, id, priority),
		retry: (id) => retryTask(parts, id),
		drop: (id) => dropTask(parts, id),
		done: (id) => markDone(parts, id),
	};
}

async function readTask(parts: EngineParts, id: string): Promise<TaskTextReply> {
	const task = taskOf(parts.recorder.state(), id);
	if (task === undefined) return noSuchTask(parts, id);
	const read = await readTaskFile(parts.files, task.file);
	if (read.kind === "ok")
		return { kind: "ok", text: beginning(parts.recorder.scrub(read.task.body)) };
	const why = read.kind === "gone" ? "its file is gone" : read.why;
	return { kind: "ok", text: { lines: null, more: false, why } };
}

function beginning(body: string): TaskText {
	const lines = body.trim().split(/\r?\n/);
	const shown = lines.slice(0, SHOWN_LINES).map((line) => line.slice(0, SHOWN_COLUMNS));
	const more = lines.length > SHOWN_LINES || lines.some((line) => line.length > SHOWN_COLUMNS);
	return { lines: shown, more, why: null };
}
