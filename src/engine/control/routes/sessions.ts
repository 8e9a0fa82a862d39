import * as z from "zod";
import { json, route } from "../http/route.ts";
import { SessionsView, sessionsView } from "../views/sessions.ts";

export const sessionsRoute = route({
	method: "GET",
	path: "/v1/sessions",
	summary: "Sessions by name",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: SessionsView,
	handle: ({ context: { client } }) =>
		json(sessionsView(client.store.getState().state, (name) => client.attachCommand(name))),
});
