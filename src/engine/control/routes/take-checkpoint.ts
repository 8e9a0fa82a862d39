import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { noSession } from "./no-session.ts";

export const takeCheckpointRoute = route({
	method: "POST",
	path: "/v1/sessions/:name/checkpoint",
	summary: "Writes a checkpoint of a session now",
	scope: "dispatch",
	query: z.strictObject({}),
	body: z.strictObject({}),
	async handle({ params, context: { client } }) {
		const name = params.name ?? "";
		const { state } = client.store.getState();
		if (!Object.hasOwn(state.sessions, name)) return wrong(noSession(name, state));
		const reply = await client.checkpoints.take(name);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		return json({ schemaVersion: SCHEMA_VERSION, checkpoint: reply.checkpoint }, 201);
	},
});
