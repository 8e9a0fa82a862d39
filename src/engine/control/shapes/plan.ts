import * as z from "zod";
import type * as client from "../../../state/client.ts";
import { Candidate, Grounds } from "./grounds.ts";
import { heldTo } from "./held-to.ts";
import { SwitchReason } from "./switch.ts";
import { flag, list, textOrNull, time } from "./units.ts";

export const Precondition = heldTo<client.Precondition>()(
	z
		.object({
			name: z.string(),
			ok: z.boolean(),
			detail: z.string(),
			remedy: textOrNull("What to do about it"),
		})
		.meta({ id: "Precondition" }),
);

const PlannedMove = heldTo<client.PlannedMove>()(
	z
		.object({
			session: z.string(),
			from: z
				.string()
				.describe("The account that it leaves; absent: that of the plan")
				.exactOptional(),
			how: z.string().describe("In words"),
			continues: flag("It is told to continue a turn that was cut"),
			canary: flag("It goes first, and the others only once it has arrived"),
			cut: flag("Its turn is under way and is not waited for; absent: no").exactOptional(),
		})
		.meta({ id: "PlannedMove" }),
);

export const Plan = heldTo<client.Plan>()(
	z
		.object({
			id: z.string().describe("By this it is run (planId)"),
			seq: z.number().describe("The event after which it was made"),
			from: z.string(),
			to: textOrNull("null: no account can take over"),
			reason: SwitchReason,
			why: z.string(),
			force: flag("Turns are cut, moved and told to continue"),
			failover: z
				.string()
				.describe(
					"Id of the first switch of the failover that it goes on with; absent: it begins one",
				)
				.exactOptional(),
			model: z
				.string()
				.describe("Only sessions of this model family go; absent: any")
				.exactOptional(),
			moves: list(PlannedMove),
			left: list(z.object({ session: z.string(), why: z.string() })).describe(
				"Sessions that stay where they are",
			),
			candidates: list(Candidate),
			preconditions: list(Precondition),
			runnable: flag("Every precondition holds and there is a target"),
			changed: z
				.string()
				.describe("How it differs from the plan that was shown; absent: not at all")
				.exactOptional(),
		})
		.meta({ id: "Plan", description: "What a switch, or a refusal to switch, would do and why" }),
);

export const Explanation = heldTo<client.Explanation>()(
	z
		.object({
			at: time("When it was decided"),
			kind: z
				.enum(["none", "hold", "switch"])
				.describe("hold: it would switch, but something says not now"),
			why: z.string(),
			from: textOrNull("The account that would be left"),
			to: z.string().nullable(),
			model: textOrNull("Only sessions of this model family would go; null: any"),
			until: time("When what holds it lets go by itself; null: nobody knows").nullable(),
			sessions: list(z.string()),
			grounds: Grounds,
		})
		.meta({ id: "Explanation", description: "What the engine would do by itself now, and why" }),
);
