import * as z from "zod";
import type * as client from "../../../state/checkpoint-client.ts";
import { Checkpoint } from "./checkpoint.ts";
import { heldTo } from "./held-to.ts";
import { Precondition } from "./plan.ts";
import { flag, list, textOrNull } from "./units.ts";

export const RestorePlan = heldTo<client.RestorePlan>()(
	z
		.object({
			id: z.string().describe("By this it is run (planId)"),
			checkpoint: Checkpoint,
			session: z.string(),
			account: textOrNull("null: no account can take it"),
			cwd: z.string().describe("Where its process is started"),
			how: z.enum(["resume", "new"]).describe("new: its transcript is gone"),
			conversation: textOrNull("The one that is resumed; null: a new one"),
			prompt: textOrNull("What it is told at its start; null: nothing"),
			stops: textOrNull("The idle conversation that is stopped for it; null: none"),
			notes: list(z.string()).describe("What else to know, in sentences"),
			preconditions: list(Precondition),
			runnable: flag("Every precondition holds"),
		})
		.meta({
			id: "RestorePlan",
			description: "What a restore, or a refusal to restore, would do and why",
		}),
);
