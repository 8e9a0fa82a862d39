import type { Link } from "../../../state/client.ts";
import type { Session } from "../../../state/model.ts";
import type { Frame } from "../frame-store.ts";
import { type Line, lineWidth, type Span, span, spread } from "./line.ts";
import { clock, elapsed } from "./time.ts";
import { sessionLooks, sessionStates, shownState, styleOf } from "./words.ts";

/** The top line: product, link, how many sessions in which state, time of day. */
export function headerLine(frame: Frame, columns: number): Line {
	const { state } = frame.snapshot;
	const version = state.engine.version === null ? "" : ` ${state.engine.version}`;
	const sessions = Object.values(state.sessions);
	const right: Line = [span(clock(frame.minute)), span(" ")];
	const shapes: Line[] = [
		[...name(version), ...linkWords(frame, true), ...counts(sessions, true)],
		[...name(""), ...linkWords(frame, true), ...counts(sessions, false)],
		[...name(""), ...linkWords(frame, false), ...counts(sessions, false)],
	];
	const room = columns - lineWidth(right) - 1;
	const left = shapes.find((shape) => lineWidth(shape) <= room) ?? shapes.at(-1) ?? [];
	return spread(left, right, columns);
}

const name = (version: string): Line => [span(` claude-failover${version}  `, { bold: true })];

function linkWords({ link, now }: Frame, long: boolean): Line {
	return [...linkSpans(link, now, long), span("  ")];
}

function linkSpans(link: Link, now: number, long: boolean): Line {
	switch (link.kind) {
		case "here":
			return [span(long ? "● engine here" : "● here", { color: "green" })];
		case "attached":
			return [span(long ? `● attached to pid ${link.pid}` : "● attached", { color: "green" })];
		default:
			return [
				span(long ? `✕ daemon lost ${elapsed(now - link.since)} ago` : "✕ lost", {
					color: "red",
					bold: true,
				}),
			];
	}
}

function counts(sessions: readonly Session[], words: boolean): Line {
	const parts: Span[] = [span(`${sessions.length} session${sessions.length === 1 ? "" : "s"} `)];
	for (const state of sessionStates) {
		const count = sessions.filter((s) => shownState(s) === state).length;
		if (count === 0) continue;
		const look = sessionLooks[state];
		parts.push(
			span(words ? ` ${count} ${look.glyph} ${state}` : ` ${count}${look.glyph}`, styleOf(look)),
		);
	}
	return parts;
}
