import type { Event } from "../../src/state/events.ts";

/** What a row of the journal is called: `move.stepped stopped ccl-0`. */
export function rowName(event: Event): string {
	const step = event.type === "move.stepped" ? event.step : null;
	const session = event.type === "checkpoint.taken" ? event.checkpoint.session : sessionOf(event);
	return [event.type, step, session].filter((word) => word !== null).join(" ");
}

function sessionOf(event: Event): string | null {
	return "session" in event ? event.session : null;
}
