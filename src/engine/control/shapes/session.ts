import * as z from "zod";
import type * as model from "../../../state/model.ts";
import { heldTo } from "./held-to.ts";
import { time } from "./units.ts";

export const SessionKind = heldTo<model.SessionKind>()(
	z.enum(["dedicated", "autonomous", "observed"]).meta({
		id: "SessionKind",
		description:
			"dedicated: the operator's own; autonomous: given tasks; observed: shown, never touched",
	}),
);

export const SessionState = heldTo<model.SessionState>()(
	z
		.enum([
			"starting",
			"idle",
			"working",
			"waiting",
			"draining",
			"limited",
			"parked",
			"stalled",
			"stopped",
			"quarantined",
			"unknown",
		])
		.meta({ id: "SessionState", description: "waiting: for a person; unknown is never idle" }),
);

export const MovePolicy = heldTo<model.MovePolicy>()(
	z.enum(["auto", "ask", "never"]).describe("Whether a switch may move it"),
);

export const Owed = heldTo<model.Owed>()(
	z
		.object({
			since: time("Since when"),
			cause: z
				.enum(["limit", "failure", "stop", "death"])
				.describe(
					"limit: the quota; failure: another API failure; stop: the engine's own stop; death: its process ended",
				),
		})
		.meta({ id: "Owed", description: "Why a conversation is owed a continuation" }),
);
