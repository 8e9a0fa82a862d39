import * as z from "zod";
import { json, route, wrong } from "../http/route.ts";
import { SessionDetailView, sessionDetailView } from "../views/session.ts";
import { noSession } from "./no-session.ts";

export const sessionRoute = route({
	method: "GET",
	path: "/v1/sessions/:name",
	summary: "One session with its checkpoints and recent events",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: SessionDetailView,
	handle({ params, context: { client } }) {
		const { state, recent } = client.store.getState();
		const name = params.name ?? "";
		const session = Object.hasOwn(state.sessions, name) ? state.sessions[name] : undefined;
		if (session === undefined) return wrong(noSession(name, state));
		return json(sessionDetailView(state, recent, session, (of) => client.attachCommand(of)));
	},
});
