import { z } from "zod";
import { json, route } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";

export const resumeRoute = route({
	method: "POST",
	path: "/v1/resume",
	summary: "Resumes dispatch and automatic switching",
	acts: true,
	query: z.strictObject({}),
	body: z.strictObject({}),
	async handle({ context: { client } }) {
		await client.resume();
		return json({
			schemaVersion: SCHEMA_VERSION,
			dispatch: client.store.getState().state.dispatch,
		});
	},
});
