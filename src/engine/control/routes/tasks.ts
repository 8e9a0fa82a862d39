import * as z from "zod";
import type { ActReply, EngineClient } from "../../../state/client.ts";
import type { Tasks } from "../../../state/task-client.ts";
import { type HttpProblem, problem } from "../http/problem.ts";
import { type ControlContext, json, type Reply, type Route, route, wrong } from "../http/route.ts";
import { TaskPriority } from "../shapes/task.ts";
import {
	ActedTaskView,
	AddedTaskView,
	type QueuedTask,
	queuedTask,
	TaskView,
} from "../views/queue.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { FILE_NAME, FOLDER, PROJECT, TITLE } from "./fields.ts";

/** A text of the largest size may double when it is written as JSON. */
const ADD_LIMIT = 512 * 1024;

const addRoute = route({
	method: "POST",
	path: "/v1/tasks",
	summary: "Puts a task into the inbox of a project, under a name that is free",
	scope: "dispatch",
	query: z.strictObject({}),
	bodyLimit: ADD_LIMIT,
	body: z.strictObject({
		text: z.string(),
		name: FILE_NAME.optional(),
		project: PROJECT.optional(),
		/** Where the asker stands: chooses the project when none is named. */
		folder: FOLDER.optional(),
		priority: TaskPriority.optional(),
		title: TITLE.optional(),
	}),
	answer: AddedTaskView,
	async handle({ body, context: { client, now } }) {
		const { text, ...rest } = body;
		const given = Object.entries(rest).filter(([, value]) => value !== undefined);
		const reply = await client.tasks.add({ text, ...Object.fromEntries(given) });
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		const task = queuedTask(client.store.getState().state, now())(reply.task);
		return json({ schemaVersion: SCHEMA_VERSION, task } satisfies AddedTaskView, 201);
	},
});

const taskRoute = route({
	method: "GET",
	path: "/v1/tasks/:id",
	summary: "One task, what it waits for, and how its text begins",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: TaskView,
	async handle({ params, context }) {
		const id = params.id ?? "";
		const reply = await context.client.tasks.read(id);
		if (reply.kind === "refused") return wrong(refusal(context.client, id, reply));
		const task = taskNow(context, id);
		if (task === null)
			return wrong(problem("not-found", "the task is gone", "GET /v1/queue lists them"));
		return json({ schemaVersion: SCHEMA_VERSION, task, text: reply.text } satisfies TaskView);
	},
});

const priorityRoute = route({
	method: "POST",
	path: "/v1/tasks/:id/priority",
	summary: "Changes how soon a waiting task is given out, in its file and at once",
	scope: "dispatch",
	query: z.strictObject({}),
	body: z.strictObject({ priority: TaskPriority }),
	answer: ActedTaskView,
	handle: ({ params, body: { priority }, context }) =>
		act(context, params.id ?? "", (tasks, id) => tasks.setPriority(id, priority)),
});

/** The tasks: one more, one of them, and what a person may do to it. */
export const taskRoutes: readonly Route[] = [
	addRoute,
	taskRoute,
	priorityRoute,
	actRoute("retry", "Lets a task that failed or is uncertain wait anew, or one that waits go now"),
	actRoute("drop", "Takes a task that does not run out of the queue"),
	actRoute("done", "Says of an uncertain task that it is done"),
];

function actRoute(word: "retry" | "drop" | "done", summary: string): Route {
	return route({
		method: "POST",
		path: `/v1/tasks/:id/${word}`,
		summary,
		scope: "dispatch",
		query: z.strictObject({}),
		body: z.strictObject({}),
		answer: ActedTaskView,
		handle: ({ params, context }) => act(context, params.id ?? "", (tasks, id) => tasks[word](id)),
	});
}

/** Each act answers with the task as it is then; `null` when its file was gone, and it with it. */
async function act(
	context: ControlContext,
	id: string,
	does: (tasks: Tasks, id: string) => Promise<ActReply>,
): Promise<Reply> {
	const reply = await does(context.client.tasks, id);
	if (reply.kind === "refused") return wrong(refusal(context.client, id, reply));
	const task = taskNow(context, id);
	return json({ schemaVersion: SCHEMA_VERSION, task } satisfies ActedTaskView);
}

function taskNow({ client, now }: ControlContext, id: string): QueuedTask | null {
	const { state } = client.store.getState();
	const task = state.tasks.get(id);
	return task === undefined ? null : queuedTask(state, now())(task);
}

/** What is refused of a task that is not known at all is not found. */
function refusal(
	client: EngineClient,
	id: string,
	{ why, remedy }: { readonly why: string; readonly remedy: string },
): HttpProblem {
	const known = client.store.getState().state.tasks.has(id);
	return problem(known ? "refused" : "not-found", why, remedy);
}
