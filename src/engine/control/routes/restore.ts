import * as z from "zod";
import { problem } from "../http/problem.ts";
import { type Call, json, type Reply, route, wrong } from "../http/route.ts";
import { PlannedRestoreView, RestoredView } from "../views/checkpoints.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { noCheckpoint } from "./checkpoints.ts";
import { NAME } from "./fields.ts";

/** Asks what a restore would do; does nothing. `account: null` lets the engine choose. */
const planBody = z.strictObject({
	dryRun: z.literal(true),
	account: NAME.nullable().default(null),
	fresh: z.boolean().default(false),
});

/** Runs a plan that a dry run made. */
const runBody = z.strictObject({ planId: z.string().min(1).max(200) });

export const restoreRoute = route({
	method: "POST",
	path: "/v1/checkpoints/:id/restore",
	summary:
		"Plans to bring a session back to a checkpoint's conversation (dryRun), or runs a plan (planId)",
	scope: (body) => (planBody.safeParse(body).success ? "read" : "admin"),
	query: z.strictObject({}),
	body: z.union([planBody, runBody]),
	answer: z.union([PlannedRestoreView, RestoredView]),
	handle: (call) => ("planId" in call.body ? run(call, call.body) : plan(call, call.body)),
});

type AnyCall = Call<unknown, unknown>;

async function plan(
	{ params, asker, context: { client } }: AnyCall,
	{ account, fresh }: z.infer<typeof planBody>,
): Promise<Reply> {
	const checkpoint = params.id ?? "";
	const missing = noCheckpoint(checkpoint, client);
	if (missing !== null) return wrong(missing);
	if (account !== null && !Object.hasOwn(client.store.getState().state.accounts, account)) {
		const remedy = "GET /v1/accounts lists them";
		return wrong(problem("invalid", "there is no such account", remedy, "account"));
	}
	const made = await client.checkpoints.planRestore({ checkpoint, account, fresh, asker });
	if (made.kind === "refused") return wrong(problem("refused", made.why, made.remedy));
	return json({ schemaVersion: SCHEMA_VERSION, plan: made.plan } satisfies PlannedRestoreView);
}

async function run(
	{ params, context }: AnyCall,
	{ planId }: z.infer<typeof runBody>,
): Promise<Reply> {
	const reply = await context.client.checkpoints.runRestore(planId, params.id);
	if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
	const { session, account, conversation } = reply;
	const body: RestoredView = { schemaVersion: SCHEMA_VERSION, session, account, conversation };
	return json(body, 202);
}
