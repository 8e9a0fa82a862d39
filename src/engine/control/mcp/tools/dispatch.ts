import * as z from "zod";
import type { EngineClient } from "../../../../state/client.ts";
import { PROJECT, TIME } from "../../routes/fields.ts";
import { dispatchView, PausesView } from "../../views/dispatch.ts";
import { SCHEMA_VERSION } from "../../views/schema-version.ts";
import { seen } from "../seen.ts";
import { done, type Hints, type Tool, type ToolReply, tool } from "../tool.ts";
import { dispatchLine } from "../words.ts";

const HINTS: Hints = { destructiveHint: false, idempotentHint: true, openWorldHint: false };

const ONE_PROJECT = PROJECT.optional().describe(
	"only the tasks of this project: its name in ids of tasks, or its absolute path",
);

const pauseDispatch = tool({
	name: "pause_dispatch",
	title: "Pause the giving out of tasks",
	description:
		"No more tasks are given out; those that run go on. With `all` nothing is switched automatically either, of one " +
		"`project` only its tasks wait; `until` ends it by itself.",
	scope: "admin",
	hints: HINTS,
	input: z.strictObject({
		all: z.boolean().default(false).describe("no automatic switching either; not with project"),
		project: ONE_PROJECT,
		until: TIME.optional().describe("when it ends by itself (epoch milliseconds)"),
	}),
	output: PausesView,
	async run({ all, project, until }, { client, clock }) {
		const scope = { ...(project && { project }), ...(until && { until }) };
		const settled = seen(client.store, "dispatch.paused", clock);
		const reply = await client.pause(all, scope);
		return reply.kind === "refused" ? reply : answer(client, settled);
	},
});

const resumeDispatch = tool({
	name: "resume_dispatch",
	title: "End a pause",
	description:
		"Tasks are given out and accounts switched automatically again; with `project` only the pause of that project ends.",
	scope: "admin",
	hints: HINTS,
	input: z.strictObject({ project: ONE_PROJECT }),
	output: PausesView,
	async run({ project }, { client, clock }) {
		const settled = seen(client.store, "dispatch.resumed", clock);
		const reply = await client.resume(project);
		return reply.kind === "refused" ? reply : answer(client, settled);
	},
});

/** Pauses of dispatch: begin one, end one. */
export const dispatchTools: readonly Tool[] = [pauseDispatch, resumeDispatch];

async function answer(client: EngineClient, settled: () => Promise<void>): Promise<ToolReply> {
	await settled();
	const dispatch = dispatchView(client.store.getState().state);
	const projects = Object.keys(dispatch.projects).map((path) => `the tasks of ${path} are paused`);
	const lines = [dispatchLine(dispatch), ...projects];
	return done(lines, { schemaVersion: SCHEMA_VERSION, dispatch });
}
