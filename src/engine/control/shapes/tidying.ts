import * as z from "zod";
import type * as tidying from "../../../state/tidying.ts";
import { heldTo } from "./held-to.ts";
import { TaskPriority } from "./task.ts";
import { millis, textOrNull, time } from "./units.ts";

const found = {
	name: z.string().describe("A path, a session, or how many events"),
	why: z.string().describe("The rule by which it goes"),
	ageMs: millis("How long nobody has needed it").nullable(),
};

export const Tidying = heldTo<tidying.Tidying>()(
	z
		.discriminatedUnion("kind", [
			z.object({
				kind: z.literal("events"),
				...found,
				count: z.number(),
				before: time("Those that happened earlier go"),
			}),
			z.object({ kind: z.literal("checkpoint"), ...found, path: z.string(), id: z.string() }),
			z.object({
				kind: z.enum(["spool", "launch"]),
				...found,
				path: z.string(),
				incarnation: z.string(),
			}),
			z.object({
				kind: z.enum(["done", "failed"]),
				...found,
				path: z.string(),
				project: z.string(),
				to: z.string().describe("Its name in the archive"),
				task: textOrNull("Its id, while it is known"),
			}),
			z.object({
				kind: z.literal("marker"),
				...found,
				path: z.string(),
				project: z.string(),
				task: z.string(),
				title: z.string(),
				priority: TaskPriority,
			}),
			z.object({ kind: z.literal("pane"), ...found, pane: z.string(), session: z.string() }),
		])
		.meta({ id: "Tidying", description: "One thing that nobody needs, or works on, any more" }),
);

export const TidyTrouble = heldTo<tidying.TidyTrouble>()(
	z
		.object({
			what: z.string(),
			remedy: z.string(),
			failed: z.literal(true).exactOptional().describe("Something was not looked at, or not done"),
		})
		.meta({ id: "TidyTrouble", description: "What is in the way, or is left to a person" }),
);
