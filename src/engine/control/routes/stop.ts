import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { StoppedView } from "../views/session.ts";
import { noSession } from "./no-session.ts";

export const stopRoute = route({
	method: "POST",
	path: "/v1/sessions/:name/stop",
	summary: "Stops a session, after a checkpoint, until it is restarted",
	scope: "admin",
	query: z.strictObject({}),
	body: z.strictObject({
		force: z
			.boolean()
			.default(false)
			.describe("Also in the middle of a turn or a task: it goes on after the restart"),
	}),
	answer: StoppedView,
	async handle({ params, body, context: { client } }) {
		const name = params.name ?? "";
		const { state } = client.store.getState();
		if (!Object.hasOwn(state.sessions, name)) return wrong(noSession(name, state));
		const reply = await client.stop(name, body);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		return json({ schemaVersion: SCHEMA_VERSION, session: name } satisfies StoppedView);
	},
});
