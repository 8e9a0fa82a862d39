import type { IncomingMessage, ServerResponse } from "node:http";
import type { Snapshot } from "../../../state/client.ts";
import type { EventRecord } from "../../../state/events.ts";
import { beginStream } from "./answer.ts";
import type { ControlContext } from "./route.ts";
import { sharedJson } from "./shared-json.ts";

/** A reader that is further behind than this is dropped; it comes back and asks for a snapshot. */
const BEHIND_LIMIT = 1024 * 1024;

/** The records after `after`, or `reset` when some of them are no longer (or were never) here. */
export function recordsAfter(
	snapshot: Snapshot,
	after: number,
): { readonly kind: "records"; readonly records: readonly EventRecord[] } | { kind: "reset" } {
	if (after === snapshot.seq) return { kind: "records", records: [] };
	const first = snapshot.recent[0];
	if (after > snapshot.seq || first === undefined || first.seq > after + 1) {
		return { kind: "reset" };
	}
	return { kind: "records", records: snapshot.recent.filter((r) => r.seq > after) };
}

/**
 * Streams the events after `after` (`null`: from now on) until the reader leaves. When records are
 * missing it sends `event: reset` with the present sequence number and goes on from there.
 */
export function streamEvents(
	context: ControlContext,
	after: number | null,
	request: IncomingMessage,
	response: ServerResponse,
): void {
	const { store } = context.client;
	let sent = after ?? store.getState().seq;
	// Who comes back is behind by all that it missed, and must get to read it.
	let limit = Number.POSITIVE_INFINITY;
	beginStream(response);
	const write = (text: string): void => {
		response.write(text);
		if (response.writableLength > limit) request.socket.destroy();
	};
	const catchUp = (): void => {
		const snapshot = store.getState();
		const missed = recordsAfter(snapshot, sent);
		sent = snapshot.seq;
		if (missed.kind === "reset") write(`id: ${sent}\nevent: reset\ndata: {"seq":${sent}}\n\n`);
		else if (missed.records.length > 0) write(missed.records.map(frame).join(""));
	};
	write(":\n\n");
	const unsubscribe = store.subscribe(catchUp);
	const heartbeat = setInterval(() => write(":\n\n"), context.heartbeatMs);
	response.on("close", () => {
		clearInterval(heartbeat);
		unsubscribe();
	});
	catchUp();
	limit = response.writableLength + BEHIND_LIMIT;
}

function frame(record: EventRecord): string {
	return `id: ${record.seq}\ndata: ${sharedJson(record)}\n\n`;
}
