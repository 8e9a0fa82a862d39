import type { Event } from "./events.ts";
import type { Session, State } from "./model.ts";
import { isOfFamily, modelOfWindow } from "./windows.ts";

/** Unplanned ends older than this do not count for the restart intensity. */
const DEATHS_KEPT_MS = 10 * 60_000;

/** Troubles of an account that a good answer refutes. */
const REFUTED: ReadonlySet<string> = new Set(["login-needed", "org-disabled"]);

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
			return change(state, event.session, (s) =>
				launch(s, event, runningTask(state, event.task), at),
			);
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
			return ofLife(state, event, (s) => askedToEnd(s, at));
		case "session.stop-outlived":
			return ofLife(state, event, (s) => askedToEnd(s, null));
		case "session.ended":
			return ofLife(state, event, (s) => end(s, event, at));
		case "session.set-aside":
			return change(state, event.session, (s) => enter(s, event.state, event.note, at));
		case "session.released":
			return change(state, event.session, (s) =>
				enter({ ...s, deaths: [], resumesFailed: 0 }, "unknown", null, at),
			);
		default:
			return reduceTurns(state, event, at);
	}
}

function reduceTurns(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "turn.started":
			return ofLife(state, event, (s) => startTurn(s, event, at));
		case "turn.advanced":
			return ofLife(state, event, (s) => advance(s, event, at));
		case "turn.ended":
			return noteEnd(state, event, at);
		case "task.ended":
		case "task.returned":
		case "task.removed":
			return mapSessions(state, (s) => (s.task === event.task ? freeOfTask(s) : s));
		default:
			return state;
	}
}

/** What its task was owed is not owed to anybody any more: the session is free for the next one. */
function freeOfTask(session: Session): Session {
	return { ...session, task: null, owed: null };
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

function change(state: State, name: string, by: (session: Session) => Session): State {
	const session = state.sessions[name];
	if (session === undefined) return state;
	return { ...state, sessions: { ...state.sessions, [name]: by(session) } };
}

function ofLife(
	state: State,
	event: { readonly session: string; readonly incarnation: string },
	by: (session: Session) => Session,
): State {
	if (state.sessions[event.session]?.incarnation?.id !== event.incarnation) return state;
	return change(state, event.session, by);
}

function mapSessions(state: State, by: (session: Session) => Session): State {
	const entries = Object.entries(state.sessions).map(([name, s]) => [name, by(s)] as const);
	return { ...state, sessions: Object.fromEntries(entries) };
}

function enter(s: Session, next: Session["state"], note: string | null, at: number): Session {
	const stateSince = s.state === next ? s.stateSince : at;
	return { ...s, state: next, stateSince, note };
}

/** A start takes a moment, and the task that it was for may have ended meanwhile. */
function runningTask(state: State, task: string | null): string | null {
	const known = task === null ? undefined : state.tasks[task];
	return known === undefined || known.state === "running" ? task : null;
}

function launch(
	s: Session,
	event: Extract<Event, { type: "session.launched" }>,
	task: string | null,
	at: number,
): Session {
	const { incarnation } = event;
	const sameConversation = incarnation.conversation === s.conversation;
	return enter(
		{
			...s,
			project: event.project ?? s.project,
			incarnation,
			account: incarnation.account,
			conversation: incarnation.conversation,
			// Another conversation than before that is resumed has a transcript: something was said in it.
			conversationStarted: sameConversation ? s.conversationStarted : incarnation.resumed,
			turn: null,
			owed: sameConversation ? s.owed : null,
			question: null,
			bound: sameConversation ? (s.bound ?? null) : null,
			task,
			contextUsedRatio: sameConversation ? s.contextUsedRatio : null,
			contextTokens: sameConversation ? (s.contextTokens ?? null) : null,
			// Another process may run on another account, whose cache does not hold its prompt.
			cacheWarm: null,
			model: sameConversation ? (s.model ?? null) : null,
			failedTurns: sameConversation ? s.failedTurns : 0,
			doing: null,
			draft: null,
			resumesFailed: sameConversation ? (s.resumesFailed ?? 0) : 0,
		},
		"starting",
		event.why,
		at,
	);
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

function startTurn(
	s: Session,
	event: Extract<Event, { type: "turn.started" }>,
	at: number,
): Session {
	const turn = {
		startedAt: at,
		promptId: event.promptId,
		nonce: event.nonce,
		activeAt: at,
		toolInFlight: false,
	};
	const life = s.incarnation;
	const incarnation = life === null ? null : { ...life, promptedAt: life.promptedAt ?? at };
	const begun = { ...s, incarnation, turn, owed: null, question: null, conversationStarted: true };
	return enter(begun, "working", null, at);
}

/** Any sign of life ends a stall. */
function advance(
	s: Session,
	event: Extract<Event, { type: "turn.advanced" }>,
	at: number,
): Session {
	const { doing, toolInFlight } = event;
	const turn = s.turn === null ? null : { ...s.turn, activeAt: at, toolInFlight };
	const awake = s.state === "stalled" ? enter(s, "working", null, at) : s;
	return { ...awake, doing, turn };
}

function endTurn(s: Session, event: Extract<Event, { type: "turn.ended" }>, at: number): Session {
	const over = { ...s, turn: null, doing: null };
	switch (event.outcome) {
		case "limit":
			return enter({ ...over, owed: { since: at, cause: "limit" } }, "limited", event.cause, at);
		case "failed": {
			// Its hook and its transcript both tell of it: it failed once.
			if (s.turn === null && s.owed !== null) return s;
			const owed = { since: at, cause: "failure" } as const;
			return enter({ ...over, owed, failedTurns: s.failedTurns + 1 }, "idle", event.cause, at);
		}
		case "interrupted":
			return enter(over, "idle", event.cause, at);
		default:
			if (event.backgroundTasks > 0) {
				// They are tools in flight: activity, although their end alone is told.
				const turn = s.turn === null ? null : { ...s.turn, activeAt: at, toolInFlight: true };
				return enter({ ...s, turn }, "working", `${event.backgroundTasks} background tasks`, at);
			}
			return enter({ ...over, turnsDone: s.turnsDone + 1, failedTurns: 0 }, "idle", null, at);
	}
}

/** A session after its turn ended, and its account, which has one more turn behind it. */
function noteEnd(state: State, event: Extract<Event, { type: "turn.ended" }>, at: number): State {
	const before = state.sessions[event.session];
	const after = ofLife(state, event, (s) => endTurn(s, event, at));
	const ended = before?.turn != null && after.sessions[event.session]?.turn === null;
	const account = ended ? after.accounts[before.incarnation?.account ?? ""] : undefined;
	if (account === undefined) return noteAnswer(after, event, at);
	const counted = { ...account, turns: (account.turns ?? 0) + 1 };
	return noteAnswer(
		{ ...after, accounts: { ...after.accounts, [account.name]: counted } },
		event,
		at,
	);
}

/** A turn that ended well proves that the login of its account works, if it is of the present process life. */
function noteAnswer(
	state: State,
	event: Extract<Event, { type: "turn.ended" }>,
	at: number,
): State {
	const life = state.sessions[event.session]?.incarnation;
	const known = life?.id === event.incarnation ? state.accounts[life.account] : undefined;
	if (event.outcome !== "done" || known === undefined) return state;
	const trouble = REFUTED.has(known.trouble?.cause ?? "") ? null : known.trouble;
	return {
		...state,
		accounts: { ...state.accounts, [known.name]: { ...known, answeredAt: at, trouble } },
	};
}

/** It may have ended long after we asked it to, and under another life of the engine. */
function wasAskedTo(s: Session, { how }: Extract<Event, { type: "session.ended" }>): boolean {
	return how === "death" && s.incarnation?.stoppingAt != null;
}

function askedToEnd(s: Session, at: number | null): Session {
	return s.incarnation === null ? s : { ...s, incarnation: { ...s.incarnation, stoppingAt: at } };
}

function end(s: Session, event: Extract<Event, { type: "session.ended" }>, at: number): Session {
	// Only the operator's own session stays away when it is left; one that is fed comes back to its task.
	const left = event.how === "exit" && s.kind !== "autonomous";
	const died = !left && event.how !== "stop" && !wasAskedTo(s, event);
	const cut = s.turn !== null && !left;
	const deaths = s.deaths.filter((t) => at - t < DEATHS_KEPT_MS);
	const life = s.incarnation;
	const unresumed = died && life?.resumed === true && life.confirmedAt === null;
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
			resumesFailed: (s.resumesFailed ?? 0) + (unresumed ? 1 : 0),
			orphanOf: orphaned ?? s.orphanOf ?? null,
		},
		left ? "stopped" : "unknown",
		event.note,
		at,
	);
}

/** Who is cut by the window of a model uses that model, whatever was seen of it before. */
function modelHit({ model = null }: Session, window: string): string | null {
	const family = modelOfWindow(window);
	return family === null || isOfFamily(model, family) ? model : family;
}
