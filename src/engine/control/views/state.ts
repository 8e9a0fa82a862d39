import * as z from "zod";
import { EventRecord } from "../shapes/event.ts";
import { list } from "../shapes/units.ts";
import { versioned } from "./versioned.ts";

/** The store of the engine. Another control room runs the same reducer on it; nothing else should rest on its inside. */
export const StateView = versioned({
	server: z.object({ pid: z.number(), version: z.string() }),
	seq: z.number().describe("The last event that is in the state"),
	state: z
		.looseObject({})
		.describe("The engine's own state. It is open, and no promise: the other routes are"),
	recent: list(EventRecord).describe("The last events, oldest first"),
}).meta({ id: "State" });
export type StateView = z.infer<typeof StateView>;
