import type { EventRecord } from "../../../state/events.ts";
import { sentenceOf } from "../../../state/sentences.ts";

/** Whether an event is one that an operator wants to be told of whatever he is at. */
export function isNews(record: EventRecord): boolean {
	return sentenceOf(record).level !== "info";
}
