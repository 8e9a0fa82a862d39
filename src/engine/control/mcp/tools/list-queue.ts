import * as z from "zod";
import type { TaskState } from "../../../../state/model.ts";
import { QueueView, queueView } from "../../views/queue.ts";
import { done, LOOKS, tool } from "../tool.ts";
import { queueLines } from "../words.ts";

const STATES = [
	"waiting",
	"running",
	"uncertain",
	"done",
	"failed",
] as const satisfies readonly TaskState[];

export const listQueue = tool({
	name: "list_queue",
	title: "Tasks in the queue",
	description:
		"Tasks in the order of the queue: what needs a person first, then what runs, what waits (next first) and what it " +
		"waits for, what ended. `state` asks for those of one state; `limit` says how many. `counts` is of all.",
	scope: "read",
	hints: LOOKS,
	input: z.strictObject({
		state: z.enum(STATES).optional().describe("only tasks in this state"),
		limit: z.number().int().min(1).max(1000).default(100).describe("most tasks that are listed"),
	}),
	output: QueueView.extend({
		omitted: z.number().optional().describe("how many tasks `limit` left out; absent: none"),
	}),
	run({ state: wanted, limit }, { client, now }) {
		const whole = queueView(client.store.getState().state, now());
		const asked = whole.tasks.filter((task) => wanted === undefined || task.state === wanted);
		const omitted = Math.max(0, asked.length - limit);
		const view = { ...whole, tasks: asked.slice(0, limit), ...(omitted > 0 && { omitted }) };
		const rest = omitted > 0 ? [`… and ${omitted} more`] : [];
		return done([...queueLines(view), ...rest], view);
	},
});
