import { z } from "zod";
import { json, route } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";

export const pauseRoute = route({
	method: "POST",
	path: "/v1/pause",
	summary: "Pauses dispatch; with `all` automatic switching too",
	acts: true,
	query: z.strictObject({}),
	body: z.strictObject({ all: z.boolean().default(false) }),
	async handle({ body, context: { client } }) {
		await client.pause(body.all);
		return json({
			schemaVersion: SCHEMA_VERSION,
			dispatch: client.store.getState().state.dispatch,
		});
	},
});
