import * as z from "zod";
import type { EngineClient } from "../../../../state/client.ts";
import { ExplainView, explainView, type Planning } from "../../views/explain.ts";
import { done, LOOKS, tool } from "../tool.ts";

export const explainDecision = tool({
	name: "explain_decision",
	title: "Why it did, or did not, switch",
	description:
		"What the engine would decide by itself now and why: from which readings and how old they are, why each candidate " +
		"account was taken or refused, which preconditions fail, and what would change the answer. Does nothing.",
	scope: "read",
	hints: LOOKS,
	input: z.strictObject({}),
	output: ExplainView,
	async run(_, { client, now }) {
		const [decision, planning] = [await client.explain(), await planNow(client)];
		const view = explainView(client.store.getState().state, decision, planning, now());
		const word = { none: "stay", hold: "hold", switch: "switch" }[decision.kind];
		const lines = [
			`now it would ${word}: ${decision.why}`,
			...view.candidates.map((c) => `candidate ${c.account}: ${c.ok ? "yes" : "no"}, ${c.why}`),
			...view.wouldChange.map((what) => `would change it: ${what}`),
		];
		return done(lines, view);
	},
});

/** Without a plan the rest of the explanation still holds. */
async function planNow(client: EngineClient): Promise<Planning> {
	try {
		const plan = await client.planSwitch({ to: null, sessions: null, force: false });
		return { kind: "ok", plan };
	} catch (error) {
		return { kind: "failed", why: error instanceof Error ? error.message : String(error) };
	}
}
