import { z } from "zod";
import { json, route } from "../http/route.ts";
import { checkpointsView } from "../views/checkpoints.ts";

export const checkpointsRoute = route({
	method: "GET",
	path: "/v1/checkpoints",
	summary: "Checkpoints, newest first",
	acts: false,
	query: z.strictObject({ session: z.string().min(1).max(120).optional() }),
	body: null,
	handle: ({ query, context }) =>
		json(checkpointsView(context.client.store.getState().state, query.session ?? null)),
});
