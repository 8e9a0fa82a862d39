import * as z from "zod";
import { json, route } from "../http/route.ts";
import { StatusView, statusView } from "../views/status.ts";

export const statusRoute = route({
	method: "GET",
	path: "/v1/status",
	summary: "The whole pool at a glance",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: StatusView,
	handle: ({ context }) => json(statusView(context.client.store.getState(), context.now())),
});
