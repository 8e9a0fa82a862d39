import * as z from "zod";
import { Plan } from "../shapes/plan.ts";
import { time } from "../shapes/units.ts";
import { versioned } from "./versioned.ts";

/** What a switch would do. */
export const PlannedSwitchView = versioned({ plan: Plan });
export type PlannedSwitchView = z.infer<typeof PlannedSwitchView>;

/** The switch that was begun. */
export const StartedSwitchView = versioned({
	switchId: z.string(),
	plan: Plan.nullable().describe("What it does; null: it is not told"),
});
export type StartedSwitchView = z.infer<typeof StartedSwitchView>;

/** The switch that waits for its time now; `null`: none does any more. */
export const ScheduledSwitchView = versioned({
	scheduled: z
		.object({ id: z.string(), at: time("When it is to begin") })
		.nullable()
		.describe("The switch that waits for its time now; null: none does any more"),
});
export type ScheduledSwitchView = z.infer<typeof ScheduledSwitchView>;
