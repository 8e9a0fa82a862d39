import type { AccountState, SessionState, TaskState } from "../../../state/model.ts";
import type { Level } from "../../../state/sentences.ts";
import type { Style } from "./line.ts";

/** How a state looks: a glyph beside its word carries the meaning without colour. */
export interface Look extends Style {
	readonly glyph: string;
}

/** A session's state as people read it: that nothing is known of a process is no news when there is none. */
export type ShownState = SessionState | "not running";

/** The word for a session's state. */
export function shownState(session: {
	readonly state: SessionState;
	readonly incarnation: unknown;
}): ShownState {
	const resting = session.state === "unknown" && session.incarnation === null;
	return resting ? "not running" : session.state;
}

/** Session states, those that need a person first. The order is the order of the list. */
export const sessionLooks: Readonly<Record<ShownState, Look>> = {
	waiting: { glyph: "◐", color: "magenta", bold: true },
	limited: { glyph: "◔", color: "yellow", bold: true },
	quarantined: { glyph: "✕", color: "red", bold: true },
	stalled: { glyph: "✕", color: "red" },
	unknown: { glyph: "·", color: "yellow" },
	draining: { glyph: "◑", color: "cyan" },
	starting: { glyph: "◌", color: "cyan" },
	working: { glyph: "●", color: "green" },
	parked: { glyph: "□", color: "yellow" },
	idle: { glyph: "○" },
	stopped: { glyph: "■", dimColor: true },
	"not running": { glyph: "–", dimColor: true },
};

/** Session states in the order of the list. */
export const sessionStates = Object.keys(sessionLooks) as readonly ShownState[];

export const accountLooks: Readonly<Record<AccountState, Look>> = {
	ok: { glyph: "●", color: "green" },
	near: { glyph: "◐", color: "yellow", bold: true },
	spent: { glyph: "◔", color: "red", bold: true },
	"login-needed": { glyph: "✕", color: "red", bold: true },
	disabled: { glyph: "■", dimColor: true },
	quarantined: { glyph: "✕", color: "red", bold: true },
	unmetered: { glyph: "○", color: "cyan" },
	unknown: { glyph: "·", color: "yellow" },
};

export const taskLooks: Readonly<Record<TaskState, Look>> = {
	uncertain: { glyph: "◐", color: "magenta", bold: true },
	running: { glyph: "●", color: "green" },
	waiting: { glyph: "○" },
	failed: { glyph: "✕", color: "red" },
	done: { glyph: "✓", dimColor: true },
};

export const levelLooks: Readonly<Record<Level, Look>> = {
	info: { glyph: "·", dimColor: true },
	warn: { glyph: "!", color: "yellow", bold: true },
	error: { glyph: "✕", color: "red", bold: true },
};

/** The style of a look without its glyph. */
export function styleOf(look: Look): Style {
	const { glyph: _glyph, ...style } = look;
	return style;
}
