import * as z from "zod";
import type { EngineClient } from "../../../state/client.ts";
import { json, route } from "../http/route.ts";
import { ExplainView, explainView, type Planning } from "../views/explain.ts";

export const explainRoute = route({
	method: "GET",
	path: "/v1/explain",
	summary: "Why it did, or did not, switch, and what would change the answer",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: ExplainView,
	async handle({ context }) {
		const { client } = context;
		const [decision, planning] = [await client.explain(), await planNow(client)];
		return json(explainView(client.store.getState().state, decision, planning, context.now()));
	},
});

async function planNow(client: EngineClient): Promise<Planning> {
	try {
		const plan = await client.planSwitch({ to: null, sessions: null, force: false });
		return { kind: "ok", plan };
	} catch (error) {
		return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
	}
}
