import * as z from "zod";
import type * as state from "../../../state/loop-pass.ts";
import { heldTo } from "./held-to.ts";
import { millis, time } from "./units.ts";

export const LoopPass = heldTo<state.LoopPass>()(
	z
		.object({
			name: z.string(),
			everyMs: millis("Its period: at the latest so long after a pass comes the next"),
			lastPassAt: time("When it last completed a pass; null: not yet").nullable(),
			nextPassAt: time("When its next pass begins at the latest; null: one is under way")
				.nullable()
				.exactOptional(),
		})
		.meta({ id: "LoopPass", description: "How a loop of the engine keeps to its period" }),
);
