import * as z from "zod";
import type * as model from "../../../state/model.ts";
import { AccountState, ReadingSource } from "./account.ts";
import { heldTo } from "./held-to.ts";
import { flag, list, millis, ratio, time } from "./units.ts";

export const Candidate = heldTo<model.Candidate>()(
	z
		.object({
			account: z.string(),
			ok: z.boolean(),
			why: z.string(),
			until: time("When the reason against it may end by itself; absent or null: nobody knows")
				.nullable()
				.exactOptional(),
		})
		.meta({ id: "Candidate", description: "Whether an account can take over, and why" }),
);

const GroundsOfAccount = heldTo<model.GroundsOfAccount>()(
	z
		.object({
			account: z.string(),
			state: AccountState,
			windows: list(
				z.object({
					window: z.string(),
					usedRatio: ratio("Used"),
					resetsAt: time("When it is reset").nullable(),
					source: ReadingSource,
					spent: flag("Proven spent by a limit event"),
					ageMs: millis("How old the reading was"),
					past: flag("Its reset had passed, and nothing newer was known"),
				}),
			),
		})
		.meta({ id: "GroundsOfAccount", description: "What was known of an account" }),
);

export const Grounds = heldTo<model.Grounds>()(
	z
		.object({
			accounts: list(GroundsOfAccount),
			candidates: list(Candidate),
			wouldChange: list(z.string()).describe("What would have led to another answer, in words"),
		})
		.meta({ id: "Grounds", description: "What a decision to switch, or not to, rested on" }),
);
