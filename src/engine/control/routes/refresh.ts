import * as z from "zod";
import { problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import { RefreshedView } from "../views/refreshed.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";

export const refreshRoute = route({
	method: "POST",
	path: "/v1/refresh",
	summary: "Looks at sessions, tasks and quota now; what is found comes as events",
	scope: "admin",
	query: z.strictObject({}),
	body: z.strictObject({}),
	answer: RefreshedView,
	async handle({ context: { client } }) {
		const reply = await client.refresh();
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		const { seq } = client.store.getState();
		return json({ schemaVersion: SCHEMA_VERSION, seq } satisfies RefreshedView, 202);
	},
});
