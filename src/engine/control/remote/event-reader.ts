import type { EventRecord } from "../../../state/events.ts";

/** Longest unfinished frame that is kept; a longer one is no event of ours. */
const FRAME_LIMIT = 8 * 1024 * 1024;

/** What one chunk of the event stream brought. */
export interface Chunk {
	readonly records: readonly EventRecord[];
	/** Records are missing: a new snapshot is needed. */
	readonly reset: boolean;
}

/** Cuts the text of an event stream into records, whatever the chunks are. */
export function createEventReader(): (text: string) => Chunk {
	let rest = "";
	return (text) => {
		const frames = (rest + text).split("\n\n");
		rest = frames.pop() ?? "";
		if (rest.length > FRAME_LIMIT) throw new Error("an event is too long");
		const records: EventRecord[] = [];
		let reset = false;
		for (const frame of frames) {
			const { event, data } = parseFrame(frame);
			if (event === "reset") reset = true;
			else if (data !== "") records.push(JSON.parse(data) as EventRecord);
		}
		return { records, reset };
	};
}

function parseFrame(frame: string): { readonly event: string; readonly data: string } {
	let event = "message";
	let data = "";
	for (const line of frame.split("\n")) {
		if (line.startsWith("event: ")) event = line.slice("event: ".length);
		else if (line.startsWith("data: ")) data += line.slice("data: ".length);
	}
	return { event, data };
}
