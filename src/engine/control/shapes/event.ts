import * as z from "zod";
import { time } from "./units.ts";

/** An event as it happened. It is open: `src/state/events/` tells which types there are and what belongs to each. */
export const EventRecord = z
	.object({
		seq: z.number().describe("Its place in the order"),
		at: time("When it happened"),
		event: z
			.looseObject({ type: z.string() })
			.describe("What happened: its type, as in session.ended, and what belongs to that"),
	})
	.meta({ id: "EventRecord", description: "An event as it happened" });
