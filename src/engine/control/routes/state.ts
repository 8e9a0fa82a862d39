import * as z from "zod";
import { json, route } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { StateView } from "../views/state.ts";

/** With `/v1/events?after=<seq>` this gives a reader the same store as the engine's own. */
export const stateRoute = route({
	method: "GET",
	path: "/v1/state",
	summary: "The state after event `seq`, with the recent events",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: StateView,
	handle({ context: { client, pid, version } }) {
		const { seq, state, recent } = client.store.getState();
		const server = { pid, version };
		return json({ schemaVersion: SCHEMA_VERSION, server, seq, state, recent });
	},
});
