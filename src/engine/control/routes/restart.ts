import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { RestartedView } from "../views/session.ts";
import { noSession } from "./no-session.ts";

export const restartRoute = route({
	method: "POST",
	path: "/v1/sessions/:name/restart",
	summary: "Lets a session that is stopped, quarantined or parked start again",
	scope: "admin",
	query: z.strictObject({}),
	body: z.strictObject({}),
	answer: RestartedView,
	async handle({ params, context: { client } }) {
		const name = params.name ?? "";
		const { state } = client.store.getState();
		if (!Object.hasOwn(state.sessions, name)) return wrong(noSession(name, state));
		const reply = await client.restart(name);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		return json({ schemaVersion: SCHEMA_VERSION, session: name } satisfies RestartedView, 202);
	},
});
