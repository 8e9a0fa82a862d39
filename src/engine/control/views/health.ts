import * as z from "zod";
import { versioned } from "./versioned.ts";

/** The process answers. */
export const LiveView = versioned({
	ok: z.literal(true),
	pid: z.number(),
	version: z.string(),
});
export type LiveView = z.infer<typeof LiveView>;

/** The engine does its work; what it does not do is told by a problem. */
export const ReadyView = versioned({ ok: z.literal(true) });
export type ReadyView = z.infer<typeof ReadyView>;
