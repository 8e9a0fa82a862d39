import * as z from "zod";
import { route } from "../http/route.ts";
import { StateView } from "../views/state.ts";
import { stateText } from "../views/state-text.ts";

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
		return { kind: "text", text: stateText(client.store.getState(), { pid, version }) };
	},
});
