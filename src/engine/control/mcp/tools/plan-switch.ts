import * as z from "zod";
import { SCHEMA_VERSION } from "../../views/schema-version.ts";
import { PlannedSwitchView } from "../../views/switch.ts";
import { done, LOOKS, tool } from "../tool.ts";
import { planLines } from "../words.ts";
import { askOf, switchFields, unknownIn } from "./switch-fields.ts";

export const planSwitch = tool({
	name: "plan_switch",
	title: "Plan a switch (dry run)",
	description:
		"A dry run: which sessions would move to which account and how, which stay and why, and which preconditions fail. " +
		"Does nothing. The plan's id is good for ten minutes: give it to force_switch as planId to run exactly this plan.",
	scope: "read",
	hints: { ...LOOKS, idempotentHint: false },
	input: z.strictObject(switchFields),
	output: PlannedSwitchView,
	async run(wish, context) {
		const { client } = context;
		const unknown = unknownIn(client.store.getState().state, wish);
		if (unknown !== null) return unknown;
		const plan = await client.planSwitch(askOf(wish, context));
		const end = plan.runnable ? [`force_switch with planId ${plan.id} runs it`] : [];
		return done([...planLines(plan), ...end], { schemaVersion: SCHEMA_VERSION, plan });
	},
});
