import * as z from "zod";
import { versioned } from "./versioned.ts";

/** A look that was begun. */
export const RefreshedView = versioned({
	seq: z.number().int().describe("The last event before it; what is found comes after"),
});

export type RefreshedView = z.infer<typeof RefreshedView>;
