import * as z from "zod";
import type { State } from "../../../state/model.ts";
import { type HttpProblem, problem } from "../http/problem.ts";
import { type Call, json, type Reply, route, type Scope, wrong } from "../http/route.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { PlannedSwitchView, ScheduledSwitchView, StartedSwitchView } from "../views/switch.ts";
import { NAME, SESSIONS } from "./fields.ts";

/** Asks what a switch would do; does nothing. `to: null` lets the engine choose; `purpose` as in `PlanAsk`. */
export const planBody = z.strictObject({
	dryRun: z.literal(true),
	to: NAME.nullable().default(null),
	sessions: SESSIONS.nullable().default(null),
	force: z.boolean().default(false),
	purpose: z.enum(["look", "show", "run"]).default("look"),
});

/** Runs a plan that a dry run made. */
export const runBody = z.strictObject({ planId: z.string().min(1).max(200) });

/** Puts a switch off to a time to come (epoch ms). */
export const scheduleBody = z.strictObject({
	at: z.number().int().positive(),
	to: NAME.nullable().default(null),
	sessions: SESSIONS.nullable().default(null),
	force: z.boolean().default(false),
});

/** Forgets the switch that is scheduled. */
export const cancelBody = z.strictObject({ cancel: z.literal(true) });

const switchBody = z.union([planBody, runBody, scheduleBody, cancelBody]);

export const switchRoute = route({
	method: "POST",
	path: "/v1/switch",
	summary: "Plans a switch (dryRun), runs a plan (planId), schedules one (at), or cancels that",
	scope: scopeOf,
	query: z.strictObject({}),
	body: switchBody,
	answer: z.union([StartedSwitchView, PlannedSwitchView, ScheduledSwitchView]),
	handle(call) {
		const { body } = call;
		if ("planId" in body) return run(call, body);
		if ("cancel" in body) return cancel(call);
		return "at" in body ? schedule(call, body) : plan(call, body);
	},
});

/** A plan for a run takes the place of the one that was shown: who may not run it must not come between. */
function scopeOf(body: unknown): Scope {
	const plan = planBody.safeParse(body);
	return plan.success && plan.data.purpose !== "run" ? "read" : "admin";
}

type AnyCall = Call<unknown, unknown>;

async function plan({ context, asker }: AnyCall, ask: z.infer<typeof planBody>): Promise<Reply> {
	const { to, sessions, force, purpose } = ask;
	const unknown = unknownName(context.client.store.getState().state, to, sessions ?? []);
	if (unknown !== null) return wrong(unknown);
	const made = await context.client.planSwitch({ to, sessions, force, purpose, asker });
	return json({ schemaVersion: SCHEMA_VERSION, plan: made } satisfies PlannedSwitchView);
}

async function run({ context }: AnyCall, { planId }: z.infer<typeof runBody>): Promise<Reply> {
	const reply = await context.client.runSwitch(planId);
	if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
	const { switchId, plan: ran } = reply;
	const body: StartedSwitchView = { schemaVersion: SCHEMA_VERSION, switchId, plan: ran ?? null };
	return json(body, 202);
}

async function schedule({ context }: AnyCall, ask: z.infer<typeof scheduleBody>): Promise<Reply> {
	const unknown = unknownName(context.client.store.getState().state, ask.to, ask.sessions ?? []);
	if (unknown !== null) return wrong(unknown);
	const reply = await context.client.scheduleSwitch(ask);
	if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
	const { id, at } = reply;
	const body: ScheduledSwitchView = { schemaVersion: SCHEMA_VERSION, scheduled: { id, at } };
	return json(body, 202);
}

async function cancel({ context }: AnyCall): Promise<Reply> {
	const reply = await context.client.cancelSwitch();
	if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
	return json({ schemaVersion: SCHEMA_VERSION, scheduled: null } satisfies ScheduledSwitchView);
}

function unknownName(
	state: State,
	to: string | null,
	sessions: readonly string[],
): HttpProblem | null {
	if (to !== null && !Object.hasOwn(state.accounts, to)) {
		return problem("invalid", "there is no such account", "GET /v1/accounts lists them", "to");
	}
	const missing = sessions.findIndex((name) => !Object.hasOwn(state.sessions, name));
	if (missing < 0) return null;
	const remedy = "GET /v1/sessions lists them";
	return problem("invalid", "there is no such session", remedy, `sessions.${missing}`);
}
