import type { Event } from "../state/events.ts";
import type { Scrub } from "./scrub.ts";

/** What people, programs and sessions wrote. Everything else names something, and must stay what it is. */
const FREE_TEXTS: ReadonlySet<string> = new Set([
	...["title", "doing", "note", "why", "error", "what", "remedy", "cause"],
]);

/** The same event, without what looks like a secret in its free texts. */
export function scrubEvent(event: Event, scrub: Scrub): Event {
	return scrubbed(event, scrub) as Event;
}

function scrubbed(value: unknown, scrub: Scrub): unknown {
	if (Array.isArray(value)) return value.map((one) => scrubbed(one, scrub));
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, one]) => {
			const isText = typeof one === "string" && FREE_TEXTS.has(key);
			return [key, isText ? scrub(one) : scrubbed(one, scrub)];
		}),
	);
}
