import * as z from "zod";
import { LoopPass } from "../shapes/loop.ts";
import { list } from "../shapes/units.ts";
import { versioned } from "./versioned.ts";

/** The process answers. */
export const LiveView = versioned({
	ok: z.literal(true),
	pid: z.number(),
	version: z.string(),
});
export type LiveView = z.infer<typeof LiveView>;

/** The engine does its work; what it does not do is told by a problem. */
export const ReadyView = versioned({
	ok: z.literal(true),
	loops: list(LoopPass).describe(
		"How each loop keeps to its period: it is late when its last pass is older",
	),
});
export type ReadyView = z.infer<typeof ReadyView>;
