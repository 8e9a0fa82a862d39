import * as z from "zod";
import { SCHEMA_VERSION } from "./schema-version.ts";

const schemaVersion = z
	.literal(SCHEMA_VERSION)
	.describe("Within a version keys are only added; times are epoch ms, ratios 0..1");

/** An answer: its version, and what belongs to it. */
export function versioned<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
	return z.object({ schemaVersion, ...shape });
}
