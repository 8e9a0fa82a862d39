import * as z from "zod";
import type { EngineClient, Plan, Refusal } from "../../../../state/client.ts";
import { SCHEMA_VERSION } from "../../views/schema-version.ts";
import { StartedSwitchView } from "../../views/switch.ts";
import { done, type ToolContext, type ToolReply, tool } from "../tool.ts";
import { planLines } from "../words.ts";
import { askOf, type SwitchWish, switchFields, unknownIn } from "./switch-fields.ts";

export const forceSwitch = tool({
	name: "force_switch",
	title: "Switch sessions to another account",
	description:
		"Moves sessions to another account, each with its own conversation. Best with the planId of plan_switch: exactly " +
		"that plan is run, or refused with what has changed since. Without one, say `to`, `sessions` or both: it is " +
		"planned and begun at once, and refused if a precondition fails. Answers when it has begun; get_status tells how " +
		"far it is. With `force` turns under way are cut and continued; else each session moves when its turn has ended.",
	scope: "admin",
	hints: { destructiveHint: true, idempotentHint: false, openWorldHint: false },
	input: z.strictObject({
		planId: z.string().min(1).max(200).optional().describe("id of a plan of plan_switch"),
		...switchFields,
		force: switchFields.force.unwrap().optional().describe("as in plan_switch"),
	}),
	output: StartedSwitchView,
	run({ planId, force, ...where }, context) {
		const places = Object.values(where).some((one) => one !== undefined);
		if (planId !== undefined && (places || force !== undefined)) return PLAN_SAYS_ALL;
		if (planId !== undefined) return run(context.client, planId, null);
		if (!places) return SAY_WHAT;
		return planAndRun(context, { ...where, force: force ?? false });
	},
});

const PLAN_SAYS_ALL: Refusal = {
	kind: "refused",
	why: "a plan says who goes where and how",
	remedy: "send planId alone, or to, sessions and force without it",
};

const SAY_WHAT: Refusal = {
	kind: "refused",
	why: "it is not said what is to be switched",
	remedy: "send the planId of plan_switch, or to, or sessions",
};

async function planAndRun(context: ToolContext, wish: SwitchWish): Promise<ToolReply> {
	const { client } = context;
	const unknown = unknownIn(client.store.getState().state, wish);
	if (unknown !== null) return unknown;
	const plan = await client.planSwitch(askOf(wish, context));
	return plan.runnable ? run(client, plan.id, plan) : notRunnable(plan);
}

async function run(client: EngineClient, planId: string, shown: Plan | null): Promise<ToolReply> {
	const reply = await client.runSwitch(planId);
	if (reply.kind === "refused") return reply;
	const plan = reply.plan ?? shown;
	const begun = `switch ${reply.switchId} began; get_status tells how far it is`;
	return done([...(plan === null ? [] : planLines(plan)), begun], {
		schemaVersion: SCHEMA_VERSION,
		switchId: reply.switchId,
		plan,
	});
}

function notRunnable({ preconditions, why }: Plan): Refusal {
	const failed = preconditions.filter((condition) => !condition.ok);
	const remedies = failed.flatMap(({ remedy }) => remedy ?? []);
	return {
		kind: "refused",
		why: failed.map(({ detail }) => detail).join("; ") || why,
		remedy: remedies.join("; ") || "plan_switch shows who stays and why",
	};
}
