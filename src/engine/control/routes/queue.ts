import * as z from "zod";
import { json, route } from "../http/route.ts";
import { QueueView, queueView } from "../views/queue.ts";

export const queueRoute = route({
	method: "GET",
	path: "/v1/queue",
	summary: "Tasks in the order of the queue",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: QueueView,
	handle: ({ context }) => json(queueView(context.client.store.getState().state, context.now())),
});
