import * as z from "zod";
import type * as model from "../../../state/model.ts";
import { heldTo } from "./held-to.ts";
import { byKey, list, ratio } from "./units.ts";

const DispatchPolicy = heldTo<model.DispatchPolicy>()(
	z
		.object({
			projects: byKey(
				"By path",
				z.object({
					priority: z.number().describe("Lower is served first"),
					maxRunning: z.number().describe("Of its tasks at once; 0: no limit"),
				}),
			),
			models: list(z.string()).describe("Models that a task may choose"),
			capabilities: list(z.string()).describe("What the autonomous sessions offer"),
			sessions: list(z.string())
				.describe("All autonomous sessions that there may be; absent: as they come")
				.exactOptional(),
		})
		.meta({ id: "DispatchPolicy", description: "By what tasks are given out" }),
);

export const Policy = heldTo<model.Policy>()(
	z
		.object({
			threshold5h: ratio("Of the 5-hour window, when an account is left"),
			thresholdWeek: ratio("Of the weekly window, when an account is left"),
			switchPolicy: z.enum(["auto", "ask", "off"]),
			retries: z
				.number()
				.describe("Failed turns in a row that are gone on with; absent: 0")
				.exactOptional(),
			strategy: z
				.enum(["active-standby", "spread"])
				.describe("Where sessions are put; absent: active-standby")
				.exactOptional(),
			dispatch: DispatchPolicy.exactOptional(),
		})
		.meta({ id: "Policy", description: "The part of the configuration that decides" }),
);
