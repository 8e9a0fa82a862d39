import * as z from "zod";
import { streamEvents } from "../http/event-stream.ts";
import { route } from "../http/route.ts";

const SEQ = z.coerce.number().int().min(0);

const LAST_ID = SEQ.optional().describe("The last event that was read: it goes on after it");

/**
 * Server-sent events: each has the sequence number as id and an event record as data. It resumes
 * after `Last-Event-ID` or `?after=`; `event: reset` tells a reader to take a new snapshot.
 */
export const eventsRoute = route({
	method: "GET",
	path: "/v1/events",
	summary: "The events as they happen (server-sent events, resumable)",
	scope: "read",
	headers: z.object({ "Last-Event-ID": LAST_ID }),
	query: z.strictObject({ after: SEQ.optional() }),
	body: null,
	handle: ({ query, context }) => ({
		kind: "stream",
		start(request, response) {
			const header = request.headers["last-event-id"];
			streamEvents(context, placeOf(header) ?? query.after ?? null, request, response);
		},
	}),
});

/** Where a reader goes on. What is no place is behind everything: it is told to take a snapshot, and misses nothing. */
function placeOf(header: string | string[] | undefined): number | null {
	if (header === undefined || header === "") return null;
	const place = SEQ.safeParse(header);
	return place.success ? place.data : Number.MAX_SAFE_INTEGER;
}
