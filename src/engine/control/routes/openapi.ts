import * as z from "zod";
import { json, route } from "../http/route.ts";

export const openapiRoute = route({
	method: "GET",
	path: "/openapi.json",
	summary: "This description",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: z.looseObject({ openapi: z.string() }),
	async handle({ context }) {
		// Asked for once in a while, and large.
		const { apiDocument } = await import("../openapi.ts");
		return json(apiDocument(context.version));
	},
});
