import type { EventRecord } from "../../../state/events.ts";
import type { Checkpoint, Session, State } from "../../../state/model.ts";
import { byName } from "../../../state/select.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** How to attach a terminal to a session: program and argument words; `null` when it has no pane. */
export type AttachCommand = (session: string) => readonly string[] | null;

/** One session. Times are epoch milliseconds. */
export interface SessionView {
	readonly name: string;
	readonly kind: Session["kind"];
	readonly account: string | null;
	readonly state: Session["state"];
	readonly conversation: string | null;
	readonly task: string | null;
	readonly stateSince: number;
	readonly note: string | null;
	readonly doing: string | null;
	readonly project: string;
	readonly move: Session["move"];
	readonly keepAlive: boolean;
	readonly contextUsedRatio: number | null;
	readonly turnsDone: number;
	readonly turnStartedAt: number | null;
	/** A cut turn of its conversation waits to be told to continue. */
	readonly owed: Session["owed"];
	readonly incarnation: string | null;
	readonly pid: number | null;
	readonly attach: readonly string[] | null;
}

export interface SessionsView extends Versioned {
	readonly sessions: readonly SessionView[];
}

export interface SessionDetailView extends Versioned {
	readonly session: SessionView;
	/** Newest first. */
	readonly checkpoints: readonly Checkpoint[];
	/** Its recent events, oldest first. */
	readonly events: readonly EventRecord[];
}

/** Sessions by name. */
export function selectSessions(state: State): readonly Session[] {
	return Object.values(state.sessions).sort((a, b) => byName(a.name, b.name));
}

/** All sessions by name. */
export function sessionsView(state: State, attach: AttachCommand): SessionsView {
	const sessions = selectSessions(state).map((session) => sessionView(session, attach));
	return { schemaVersion: SCHEMA_VERSION, sessions };
}

export function sessionView(session: Session, attach: AttachCommand): SessionView {
	return {
		name: session.name,
		kind: session.kind,
		account: session.account,
		state: session.state,
		conversation: session.conversation,
		task: session.task,
		stateSince: session.stateSince,
		note: session.note,
		doing: session.doing,
		project: session.project,
		move: session.move,
		keepAlive: session.keepAlive,
		contextUsedRatio: session.contextUsedRatio,
		turnsDone: session.turnsDone,
		turnStartedAt: session.turn?.startedAt ?? null,
		owed: session.owed,
		incarnation: session.incarnation?.id ?? null,
		pid: session.incarnation?.pid ?? null,
		attach: attach(session.name),
	};
}

/** One session with what happened to it. */
export function sessionDetailView(
	state: State,
	recent: readonly EventRecord[],
	session: Session,
	attach: AttachCommand,
): SessionDetailView {
	return {
		schemaVersion: SCHEMA_VERSION,
		session: sessionView(session, attach),
		checkpoints: state.checkpoints
			.filter((checkpoint) => checkpoint.session === session.name)
			.sort((a, b) => b.takenAt - a.takenAt),
		events: recent.filter(({ event }) => "session" in event && event.session === session.name),
	};
}
