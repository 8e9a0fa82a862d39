import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { dispatchView, PausesView } from "../views/dispatch.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { PROJECT, TIME } from "./fields.ts";

export const pauseRoute = route({
	method: "POST",
	path: "/v1/pause",
	summary:
		"Pauses dispatch, of one `project` or of all; with `all` automatic switching too; `until` a time",
	scope: "admin",
	query: z.strictObject({}),
	body: z.strictObject({
		all: z.boolean().default(false),
		project: PROJECT.optional(),
		until: TIME.optional(),
	}),
	answer: PausesView,
	async handle({ body: { all, project, until }, context: { client } }) {
		const scope = { ...(project && { project }), ...(until && { until }) };
		const reply = await client.pause(all, scope);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		const dispatch = dispatchView(client.store.getState().state);
		return json({ schemaVersion: SCHEMA_VERSION, dispatch } satisfies PausesView);
	},
});
