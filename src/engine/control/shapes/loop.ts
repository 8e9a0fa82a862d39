import * as z from "zod";
import type * as supervisor from "../../supervisor.ts";
import { heldTo } from "./held-to.ts";
import { millis, time } from "./units.ts";

export const LoopPass = heldTo<supervisor.LoopPass>()(
	z
		.object({
			name: z.string(),
			everyMs: millis("Its period: at the latest so long after a pass comes the next"),
			lastPassAt: time("When it last completed a pass; null: not yet").nullable(),
		})
		.meta({ id: "LoopPass", description: "How a loop of the engine keeps to its period" }),
);
