import type { EventRecord } from "./events.ts";

/** Whether an event is of that session: what it did, what was done with it, and the checkpoints taken of it. */
export function isAbout({ event }: EventRecord, session: string): boolean {
	if (event.type === "checkpoint.taken") return event.checkpoint.session === session;
	return "session" in event && event.session === session;
}
