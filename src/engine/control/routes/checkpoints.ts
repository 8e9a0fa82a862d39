import * as z from "zod";
import type { EngineClient } from "../../../state/client.ts";
import { type HttpProblem, problem } from "../http/problem.ts";
import { json, route, wrong } from "../http/route.ts";
import {
	CheckpointsView,
	CheckpointView,
	ComparedView,
	checkpointsView,
} from "../views/checkpoints.ts";
import { SCHEMA_VERSION } from "../views/schema-version.ts";
import { NAME } from "./fields.ts";

export const checkpointsRoute = route({
	method: "GET",
	path: "/v1/checkpoints",
	summary: "Checkpoints, newest first",
	scope: "read",
	query: z.strictObject({ session: NAME.optional() }),
	body: null,
	answer: CheckpointsView,
	handle: ({ query, context }) =>
		json(checkpointsView(context.client.store.getState().state, query.session ?? null)),
});

export const checkpointRoute = route({
	method: "GET",
	path: "/v1/checkpoints/:id",
	summary: "What a checkpoint holds, proven to be what was written",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: CheckpointView,
	async handle({ params, context: { client } }) {
		const id = params.id ?? "";
		const missing = noCheckpoint(id, client);
		if (missing !== null) return wrong(missing);
		const reply = await client.checkpoints.read(id);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		return json({ schemaVersion: SCHEMA_VERSION, content: reply.content } satisfies CheckpointView);
	},
});

export const compareRoute = route({
	method: "GET",
	path: "/v1/checkpoints/:id/compare",
	summary: "What there is now of what a checkpoint tells: commits, files, transcript",
	scope: "read",
	query: z.strictObject({}),
	body: null,
	answer: ComparedView,
	async handle({ params, context: { client, looks } }) {
		const id = params.id ?? "";
		const missing = noCheckpoint(id, client);
		if (missing !== null) return wrong(missing);
		const reply = await looks.comparison(id);
		if (reply.kind === "refused") return wrong(problem("refused", reply.why, reply.remedy));
		const { comparison } = reply;
		return json({ schemaVersion: SCHEMA_VERSION, comparison } satisfies ComparedView);
	},
});

/** The answer about a checkpoint that is not there; `null` when it is. */
export function noCheckpoint(id: string, { store }: EngineClient): HttpProblem | null {
	if (store.getState().state.checkpoints.some((one) => one.id === id)) return null;
	const what = `there is no checkpoint ${JSON.stringify(id)}`;
	return problem("not-found", what, "GET /v1/checkpoints lists them");
}
