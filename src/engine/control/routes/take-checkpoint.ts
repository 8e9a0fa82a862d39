import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { TakenView } from "../views/checkpoints.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { noSession } from "./no-session.ts";

export const takeCheckpointRoute = route({
	method: "POST",
	path: "/v1/sessions/:name/checkpoint",
	summary: "Writes a checkpoint of a session now",
	scope: "dispatch",
	query: z.strictObject({}),
	body: z.strictObject({}),
	answer: TakenView,
	async handle({ params, context: { client } }) {
		const name = params.name ?? "";
		const { state } = client.store.getState();
		if (!Object.hasOwn(state.sessions, name)) return wrong(noSession(name, state));
		const reply = await client.checkpoints.take(name);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		const body: TakenView = { schemaVersion: SCHEMA_VERSION, checkpoint: reply.checkpoint };
		return json(body, 201);
	},
});
