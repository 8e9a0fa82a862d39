import * as z from "zod";
import type * as resets from "../../../state/resets.ts";
import { heldTo } from "./held-to.ts";
import { time } from "./units.ts";

export const Ready = heldTo<resets.Ready>()(
	z
		.object({ account: z.string(), at: time("When") })
		.meta({ id: "Ready", description: "An account that can be used again, and when" }),
);
