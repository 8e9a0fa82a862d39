import * as z from "zod";
import { explainNow } from "../../explain-now.ts";
import { ExplainView } from "../../views/explain.ts";
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
	async run(_, { client, now, asker }) {
		const view = await explainNow(client, now(), asker);
		const { decision } = view;
		const word = { none: "stay", hold: "hold", switch: "switch" }[decision.kind];
		const lines = [
			`now it would ${word}: ${decision.why}`,
			...view.candidates.map((c) => `candidate ${c.account}: ${c.ok ? "yes" : "no"}, ${c.why}`),
			...view.wouldChange.map((what) => `would change it: ${what}`),
		];
		return done(lines, view);
	},
});
