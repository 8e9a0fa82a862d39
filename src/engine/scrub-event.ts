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

/** The value itself when nothing in it changes. */
function scrubbed(value: unknown, scrub: Scrub): unknown {
	if (typeof value !== "object" || value === null) return value;
	let clean = value;
	for (const [key, one] of Object.entries(value)) {
		const isText = typeof one === "string" && FREE_TEXTS.has(key);
		const after = isText ? scrub(one) : scrubbed(one, scrub);
		if (after === one) continue;
		if (clean === value) clean = Array.isArray(value) ? [...value] : { ...value };
		Object.assign(clean, { [key]: after });
	}
	return clean;
}
