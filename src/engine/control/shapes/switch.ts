import * as z from "zod";
import type * as model from "../../../state/model.ts";
import { heldTo } from "./held-to.ts";
import { flag, list, textOrNull, time } from "./units.ts";

export const SwitchReason = heldTo<model.SwitchReason>()(
	z.enum(["threshold", "limit", "drain", "manual", "failback"]).meta({ id: "SwitchReason" }),
);

export const SwitchOutcome = heldTo<model.SwitchOutcome>()(
	z.enum(["done", "partial", "rolled-back", "failed"]),
);

export const MoveOutcome = heldTo<model.MoveOutcome>()(
	z
		.enum(["moved", "timed-out", "left", "returned", "parked", "failed"])
		.meta({ id: "MoveOutcome" }),
);

export const MoveReadiness = heldTo<model.MoveReadiness>()(
	z.enum(["boundary", "limit", "question", "forced", "not-running"]).meta({
		id: "MoveReadiness",
		description:
			"How a session was ready to be stopped. boundary: between two turns; limit: the quota had cut its turn; " +
			"question: it waited for a person; forced: its turn was cut by the move; not-running: it had no process",
	}),
);

const MoveStep = heldTo<model.MoveStep>()(
	z.enum(["pending", "draining", "checkpointed", "stopped", "launched", "verified"]),
);

export const Move = heldTo<model.Move>()(
	z
		.object({
			session: z.string(),
			from: z
				.string()
				.describe("The account that it leaves; absent: that of the switch")
				.exactOptional(),
			canary: flag("It goes first, and the others only once it has arrived"),
			step: MoveStep,
			outcome: MoveOutcome.nullable(),
			note: z.string().nullable(),
			conversation: textOrNull("Before the move"),
			fromIncarnation: textOrNull("Its process life before the move"),
			toIncarnation: textOrNull("Its process life after the move"),
			owed: flag("Its turn was cut, and it is told to continue"),
			readiness: MoveReadiness.nullable().exactOptional(),
			checkpoint: textOrNull("Id of the checkpoint that was taken before its stop"),
			startedAt: time("Its first step").nullable(),
			endedAt: time("Its end").nullable(),
		})
		.meta({ id: "Move", description: "What became of one session in a switch" }),
);

export const ScheduledSwitch = heldTo<model.ScheduledSwitch>()(
	z
		.object({
			id: z.string(),
			at: time("When it is to begin"),
			to: textOrNull("null: the engine chooses when the time has come"),
			sessions: list(z.string())
				.nullable()
				.describe("null: all that live on the account that is left then"),
			force: flag("Turns are cut, moved and told to continue"),
			scheduledAt: time("When somebody asked for it"),
		})
		.meta({ id: "ScheduledSwitch", description: "A switch that waits for its time" }),
);

export const Proposal = heldTo<model.Proposal>()(
	z
		.object({
			id: z.string(),
			from: z.string(),
			to: z.string(),
			reason: SwitchReason,
			why: z.string(),
			model: z
				.string()
				.describe("Only sessions of this model family would go; absent: any")
				.exactOptional(),
			sessions: list(z.string()),
			at: time("Since when it waits"),
		})
		.meta({ id: "Proposal", description: "A switch that waits for a person's yes" }),
);
