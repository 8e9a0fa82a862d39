import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { dispatchView, PausesView } from "../views/dispatch.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { PROJECT } from "./fields.ts";

export const resumeRoute = route({
	method: "POST",
	path: "/v1/resume",
	summary: "Ends the pause of dispatch and automatic switching, or that of one `project`",
	scope: "admin",
	query: z.strictObject({}),
	body: z.strictObject({ project: PROJECT.optional() }),
	answer: PausesView,
	async handle({ body: { project }, context: { client } }) {
		const reply = await client.resume(project);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		const dispatch = dispatchView(client.store.getState().state);
		return json({ schemaVersion: SCHEMA_VERSION, dispatch } satisfies PausesView);
	},
});
