import type { Event, EventRecord } from "../../../state/events.ts";
import { sentenceOf } from "../../../state/sentences.ts";
import { type Line, pad, span } from "./line.ts";
import { plain } from "./plain.ts";
import { clockSeconds } from "./time.ts";
import { levelLooks, styleOf } from "./words.ts";

/** Facts that come several times a minute for each session; the other panes show what they say. */
const shownElsewhere: ReadonlySet<Event["type"]> = new Set([
	"turn.advanced",
	"turn.started",
	"session.context-seen",
	"session.confirmed",
	"session.attended",
	"task.accepted",
	"quota.read",
] as const);

/** The events that the events pane lists. A session's own dialog lists all of them. */
export function listedEvents(recent: readonly EventRecord[]): readonly EventRecord[] {
	return recent.filter(({ event }) => !shownElsewhere.has(event.type) && !isRoutine(event));
}

/** What goes on all the time in a pool that is well. */
function isRoutine(event: Event): boolean {
	switch (event.type) {
		case "session.state-seen":
			return event.state !== "waiting" && event.state !== "stalled";
		case "session.ended":
			// One notice tells of all that were lost with the tmux server.
			return event.how === "stop" || event.how === "lost";
		case "turn.ended":
			return event.outcome === "done";
		case "checkpoint.taken":
			return event.checkpoint.why === "periodic";
		default:
			return false;
	}
}

/** The events of one session. */
export function eventsOf(recent: readonly EventRecord[], session: string): readonly EventRecord[] {
	return recent.filter(({ event }) => {
		if (event.type === "checkpoint.taken") return event.checkpoint.session === session;
		return "session" in event && event.session === session;
	});
}

/** An event as a row: time, glyph, source, sentence. */
export function eventRow(record: EventRecord, columns: number, selected: boolean): Line {
	const { level, source, text } = sentenceOf(record);
	const look = levelLooks[level];
	const style = level === "info" ? {} : styleOf(look);
	return [
		span(selected ? "▸" : " ", { color: "cyan", bold: true }),
		span(`${clockSeconds(record.at)} `, { dimColor: true }),
		span(`${look.glyph} `, styleOf(look)),
		span(`${pad(plain(source), columns >= 70 ? 14 : 9, "left", "front")} `, { color: "cyan" }),
		span(plain(text), style),
	];
}
