import * as z from "zod";
import { MAX_BYTES } from "../../../queue/task-file.ts";
import { FILE_NAME, PROJECT, TITLE } from "../../routes/fields.ts";
import { TaskPriority } from "../../shapes/task.ts";
import { AddedTaskView, queuedTask } from "../../views/queue.ts";
import { SCHEMA_VERSION } from "../../views/schema-version.ts";
import { done, tool } from "../tool.ts";

export const addTask = tool({
	name: "add_task",
	title: "Add a task",
	description:
		"Puts a task into the inbox of a project; an autonomous session gets its text as a prompt, and works on it with " +
		"that project's files. The text is Markdown, and may begin with a front matter. Each call adds another task.",
	scope: "dispatch",
	// What a task's session may do is up to the task.
	hints: { destructiveHint: true, idempotentHint: false, openWorldHint: true },
	input: z.strictObject({
		text: z.string().min(1).max(MAX_BYTES).describe("what is to be done"),
		title: TITLE.optional().describe("what it is called in the queue"),
		project: PROJECT.optional().describe(
			"the project's name in ids of tasks, or its absolute path; absent: the one around this program, else the only one",
		),
		priority: TaskPriority.optional(),
		name: FILE_NAME.optional().describe(
			"name of its file, ending in .md; absent: made of the title",
		),
	}),
	output: AddedTaskView,
	async run({ text, ...rest }, { client, now, folder }) {
		const given = Object.entries(rest).filter(([, value]) => value !== undefined);
		const place = rest.project === undefined && folder !== null ? { folder } : {};
		const reply = await client.tasks.add({ text, ...place, ...Object.fromEntries(given) });
		if (reply.kind === "refused") return reply;
		const task = queuedTask(client.store.getState().state, now())(reply.task);
		const words = `${task.id} (${task.priority}) waits; its file is ${task.file}`;
		return done([words], { schemaVersion: SCHEMA_VERSION, task });
	},
});
