import * as z from "zod";
import { json, route } from "../http/route.ts";
import { ExplainView } from "../views/explain.ts";

export const explainRoute = route({
	method: "GET",
	path: "/v1/explain",
	summary: "Why it did, or did not, switch, and what would change the answer",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: ExplainView,
	handle: async ({ asker, context: { looks } }) => json(await looks.explain(asker)),
});
