import * as z from "zod";
import { json, route } from "../http/route.ts";
import { JanitorView, janitorView } from "../views/janitor.ts";

export const janitorRoute = route({
	method: "GET",
	path: "/v1/janitor",
	summary: "What the janitor would tidy up now, and what stands in its way",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: JanitorView,
	handle: async ({ context }) => json(janitorView(await context.looks.janitor(), false)),
});

export const tidyRoute = route({
	method: "POST",
	path: "/v1/janitor",
	summary: "Does one pass of the janitor now, and tells what it did",
	scope: "admin",
	query: z.strictObject({}),
	body: z.strictObject({}),
	answer: JanitorView,
	handle: async ({ context }) => json(janitorView(await context.client.janitor.tidy(), true)),
});
