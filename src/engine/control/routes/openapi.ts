import * as z from "zod";
import { route } from "../http/route.ts";

export const openapiRoute = route({
	method: "GET",
	path: "/openapi.json",
	summary: "This description",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: z.looseObject({ openapi: z.string() }),
	async handle({ context }) {
		return { kind: "text", text: await documentOf(context.version) };
	},
});

/** By version: it takes long to make, and is always the same. */
const documents = new Map<string, string>();

async function documentOf(version: string): Promise<string> {
	const known = documents.get(version);
	if (known !== undefined) return known;
	// Asked for once in a while, and large.
	const { apiDocument } = await import("../openapi.ts");
	const text = JSON.stringify(apiDocument(version));
	documents.set(version, text);
	return text;
}
