import * as z from "zod";
import type { HttpProblem } from "../http/problem.ts";
import { heldTo } from "../shapes/held-to.ts";
import { textOrNull } from "../shapes/units.ts";

/** What every answer holds that is no good one (RFC 9457). */
export const Problem = heldTo<HttpProblem>()(
	z
		.object({
			type: z.string().describe("A short word that programs can branch on: not-found, refused, …"),
			title: z.string(),
			status: z.number().describe("The status of the answer"),
			detail: z.string().describe("What is wrong"),
			remedy: textOrNull("What to do next"),
			field: textOrNull("The field of the body or of the query that is wrong; null: none is"),
		})
		.meta({ id: "Problem", description: "What is wrong, and what to do next" }),
);
