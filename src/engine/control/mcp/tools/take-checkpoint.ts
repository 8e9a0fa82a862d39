import * as z from "zod";
import { NAME } from "../../routes/fields.ts";
import { TakenView } from "../../views/checkpoints.ts";
import { SCHEMA_VERSION } from "../../views/schema-version.ts";
import { unknownSession } from "../known-names.ts";
import { done, tool } from "../tool.ts";

export const takeCheckpoint = tool({
	name: "take_checkpoint",
	title: "Take a checkpoint of a session",
	description:
		"Writes down what a session is at: task, last tool call, folder, git head, conversation and the end of its " +
		"transcript. The session does not notice. A person can go back to it with `claude-failover checkpoints restore`.",
	scope: "dispatch",
	hints: { destructiveHint: false, idempotentHint: false, openWorldHint: false },
	input: z.strictObject({ session: NAME.describe("name of the session") }),
	output: TakenView,
	async run({ session }, { client }) {
		const unknown = unknownSession(client.store.getState().state, [session]);
		if (unknown !== null) return unknown;
		const reply = await client.checkpoints.take(session);
		if (reply.kind === "refused") return reply;
		const { checkpoint } = reply;
		const words = `checkpoint ${checkpoint.id} of ${session} was written to ${checkpoint.file}`;
		return done([words], { schemaVersion: SCHEMA_VERSION, checkpoint });
	},
});
