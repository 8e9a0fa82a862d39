import type { Event } from "./events.ts";
import type { Session, State } from "./model.ts";
import { change, enter, ofLife } from "./session-change.ts";
import { launchSession } from "./session-launch.ts";
import { reduceTurns } from "./turns.ts";
import { isOfFamily, modelOfWindow } from "./windows.ts";

/** Unplanned ends older than this do not count for the restart intensity. */
const DEATHS_KEPT_MS = 10 * 60_000;

/** Applies a session or turn event. Facts of another process life than the present one are void. */
export function reduceSessions(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "session.registered":
			return register(state, event, at);
		case "session.removed": {
			const { [event.session]: _gone, ...sessions } = state.sessions;
			return { ...state, sessions };
		}
		case "session.launched":
			return launchSession(state, event, at);
		case "session.confirmed":
			return ofLife(state, event, (s) => confirm(s, event, at));
		case "session.state-seen":
			return ofLife(state, event, (s) => see(s, event, at));
		case "session.bound": {
			const { account, why } = event;
			const bound = account === null ? null : { account, why };
			return change(state, event.session, (s) => ({ ...s, bound }));
		}
		case "session.tools-ended":
			return change(state, event.session, (s) =>
				s.orphanOf === event.incarnation ? { ...s, orphanOf: null } : s,
			);
		case "session.context-seen":
			return ofLife(state, event, (s) => noteContext(s, event));
		case "limit.hit":
			return ofLife(state, event, (s) => ({ ...s, model: modelHit(s, event.window) }));
		case "session.attended": {
			const { typedAt: attendedAt, draft } = event;
			return ofLife(state, event, (s) => ({ ...s, attendedAt, draft }));
		}
		case "session.stopping":
			return ofLife(state, event, (s) => askedToEnd(s, at, event.by));
		case "session.stop-outlived":
			return ofLife(state, event, (s) => askedToEnd(s, null));
		case "session.ended":
			return ofLife(state, event, (s) => end(s, event, at));
		case "session.set-aside":
			return change(state, event.session, (s) =>
				enter({ ...s, ...(s.recalled && { recalled: false }) }, event.state, event.note, at),
			);
		case "session.released":
			return change(state, event.session, (s) =>
				enter({ ...s, deaths: [], resumesFailed: 0, recalled: true }, "unknown", null, at),
			);
		default:
			return reduceTurns(state, event, at);
	}
}

function register(
	state: State,
	event: Extract<Event, { type: "session.registered" }>,
	at: number,
): State {
	const known = state.sessions[event.session];
	const fresh: Session = {
		name: event.session,
		kind: event.kind,
		project: event.project,
		move: event.move,
		keepAlive: event.keepAlive,
		state: "unknown",
		stateSince: at,
		note: null,
		account: null,
		conversation: null,
		conversationStarted: false,
		incarnation: null,
		task: null,
		turn: null,
		owed: null,
		doing: null,
		contextUsedRatio: null,
		turnsDone: 0,
		failedTurns: 0,
		deaths: [],
	};
	const { kind, project, move, keepAlive } = event;
	const given = { kind, project, move, keepAlive, pinned: event.pinned ?? null };
	const session = { ...(known ?? fresh), ...given };
	return { ...state, sessions: { ...state.sessions, [session.name]: session } };
}

/** Its process was told to resume its conversation, and did, or was told no such thing. */
function hasResumed({ incarnation: life }: Session): boolean {
	return life?.resumed !== true || life.confirmedAt !== null;
}

function confirm(
	s: Session,
	event: Extract<Event, { type: "session.confirmed" }>,
	at: number,
): Session {
	if (s.incarnation === null) return s;
	const { conversation } = event;
	const copied = event.source === "fork" ? { copy: conversation } : {};
	const incarnation = { ...s.incarnation, confirmedAt: at, ...copied };
	const bound = conversation === s.conversation ? (s.bound ?? null) : null;
	return { ...s, incarnation, conversation, bound, resumesFailed: 0 };
}

/** What an event does not say stays as it was known. */
function noteContext(s: Session, event: Extract<Event, { type: "session.context-seen" }>): Session {
	const { contextUsedRatio } = event;
	const { contextTokens = s.contextTokens ?? null, model = s.model ?? null } = event;
	const { cacheWarm = s.cacheWarm ?? null } = event;
	return { ...s, contextUsedRatio, contextTokens, cacheWarm, model };
}

/** What the registry says of a process. `limited` holds until a turn starts or the process is replaced. */
function see(
	s: Session,
	event: Extract<Event, { type: "session.state-seen" }>,
	at: number,
): Session {
	if (s.state === "limited" && event.state !== "working") return s;
	return enter({ ...s, question: event.question ?? null }, event.state, event.note, at);
}

/** Only the operator's own session stays away when it is left; one that is fed comes back to its task. */
function isLeft(s: Session, { how }: Extract<Event, { type: "session.ended" }>): boolean {
	return how === "exit" && s.kind !== "autonomous";
}

/** It may have ended long after we asked it to, and under another life of the engine. */
function wasAskedTo(s: Session, { how }: Extract<Event, { type: "session.ended" }>): boolean {
	return how === "death" && s.incarnation?.stoppingAt != null;
}

function askedToEnd(s: Session, at: number | null, by?: "operator"): Session {
	if (s.incarnation === null) return s;
	const { stoppedBy: _before, ...life } = s.incarnation;
	return { ...s, incarnation: { ...life, stoppingAt: at, ...(by && { stoppedBy: by }) } };
}

function end(s: Session, event: Extract<Event, { type: "session.ended" }>, at: number): Session {
	const left = isLeft(s, event);
	const died = !left && event.how !== "stop" && !wasAskedTo(s, event);
	const cut = s.turn !== null && !left;
	const deaths = s.deaths.filter((t) => at - t < DEATHS_KEPT_MS);
	const staysAway = left || s.incarnation?.stoppedBy === "operator";
	// Also after a stop of ours: a process that did not end on SIGTERM may have been killed.
	const orphaned = !left && s.turn?.toolInFlight === true ? event.incarnation : null;
	return enter(
		{
			...s,
			incarnation: null,
			turn: null,
			doing: null,
			question: null,
			owed: cut ? { since: at, cause: died ? "death" : "stop" } : s.owed,
			deaths: died && event.how !== "lost" ? [...deaths, at] : deaths,
			resumesFailed: (s.resumesFailed ?? 0) + (died && !hasResumed(s) ? 1 : 0),
			orphanOf: orphaned ?? s.orphanOf ?? null,
		},
		staysAway ? "stopped" : "unknown",
		event.note,
		at,
	);
}

/** Who is cut by the window of a model uses that model, whatever was seen of it before. */
function modelHit({ model = null }: Session, window: string): string | null {
	const family = modelOfWindow(window);
	return family === null || isOfFamily(model, family) ? model : family;
}
