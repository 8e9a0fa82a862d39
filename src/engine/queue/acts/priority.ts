import type { ActReply } from "../../../state/client.ts";
import type { Task, TaskPriority } from "../../../state/model.ts";
import type { EngineParts } from "../../parts.ts";
import { alone } from "../alone.ts";
import { replaceText } from "../replace-text.ts";
import { readTaskText } from "../task-file.ts";
import { unlessRefused } from "../unless-refused.ts";
import { noSuchTask, taskOf } from "./find-task.ts";
import { withSettings } from "./front-matter.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "files" | "inboxes">;

/** Changes how soon a waiting task is given out: in its file, which is what people see, and at once. */
export function setPriority(parts: Parts, id: string, priority: TaskPriority): Promise<ActReply> {
	return alone(parts, async () => {
		const task = taskOf(parts.recorder.state(), id);
		if (task === undefined) return noSuchTask(parts, id);
		if (task.state !== "waiting") {
			const why = `${id} is ${task.state}: only what waits has a place in the queue`;
			return refused(why, `\`claude-failover queue show ${id}\` tells more`);
		}
		return unlessRefused(() => change(parts, task, priority));
	});
}

async function change(parts: Parts, task: Task, priority: TaskPriority): Promise<ActReply> {
	const { files, recorder } = parts;
	const read = await readTaskText(files, task.file);
	if (read.kind === "gone") return refused(`its file ${task.file} is gone`, "look again");
	if (read.kind === "refused") {
		return refused(`its file cannot be read: ${read.why}`, `correct ${task.file}`);
	}
	const edited = withSettings(read.text, { priority });
	if (edited.kind === "refused") {
		return refused(edited.why, `write \`priority: ${priority}\` into ${task.file} yourself`);
	}
	if (
		edited.text !== read.text &&
		!(await replaceText(files, task.file, edited.text, read.mtimeMs))
	) {
		return refused(`somebody wrote to ${task.file} just now`, "try again");
	}
	if (task.priority === priority) return { kind: "done" };
	const { id, title, dependsOn = [], choices } = task;
	const more = choices === undefined ? {} : { choices };
	recorder.commit({ type: "task.edited", task: id, title, priority, dependsOn, ...more });
	return { kind: "done" };
}

function refused(why: string, remedy: string): ActReply {
	return { kind: "refused", why, remedy };
}
