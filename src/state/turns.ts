import type { Event } from "./events.ts";
import type { Incarnation, Session, State } from "./model.ts";
import { enter, mapSessions, ofLife } from "./session-change.ts";

/** Troubles of an account that a good answer refutes. */
const REFUTED: ReadonlySet<string> = new Set(["login-needed", "org-disabled"]);

/** Applies an event of a turn, or the begin or end of a session's task. */
export function reduceTurns(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "task.typed":
			return ofLife(state, event, (s) => typeInto(s, event.task, at));
		case "turn.started":
			return ofLife(state, event, (s) => startTurn(s, event, at));
		case "turn.advanced":
			return ofLife(state, event, (s) => advance(s, event, at));
		case "turn.ended":
			return noteEnd(state, event, at);
		case "task.ended":
		case "task.returning":
		case "task.returned":
		case "task.removed":
			return mapSessions(state, (s) => (s.task === event.task ? freeOfTask(s) : s));
		default:
			return state;
	}
}

/** What its task was owed is not owed to anybody any more: the session is free for the next one. */
function freeOfTask(session: Session): Session {
	const { incarnation: life } = session;
	const heard = life?.typedAt == null ? life : { ...life, typedAt: null };
	return { ...session, incarnation: heard, task: null, owed: null };
}

/** The failures of the tasks before it are not those of this one. */
function typeInto(s: Session, task: string, at: number): Session {
	const life = s.incarnation;
	const incarnation = life === null ? null : ({ ...life, carries: "task", typedAt: at } as const);
	return { ...s, incarnation, task, failedTurns: 0, failedOutside: 0 };
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
	const incarnation = s.incarnation === null ? null : promptedLife(s.incarnation, event, at);
	const begun = { ...s, incarnation, turn, owed: null, question: null, conversationStarted: true };
	return enter(begun, "working", null, at);
}

/** A turn without a mark is not that of the task that was typed: it may be its operator's, and ours comes after it. */
function promptedLife(
	{ typedAt, ...life }: Incarnation,
	{ nonce }: Extract<Event, { type: "turn.started" }>,
	at: number,
): Incarnation {
	const unheard = typedAt != null && nonce === null ? { typedAt } : {};
	return { ...life, ...unheard, promptedAt: life.promptedAt ?? at };
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
			const outside = (s.failedOutside ?? 0) + (event.outside === true ? 1 : 0);
			const failed = { failedTurns: s.failedTurns + 1, failedOutside: outside };
			return enter({ ...over, owed, ...failed }, "idle", event.cause, at);
		}
		case "interrupted":
			return enter(over, "idle", event.cause, at);
		default:
			if (event.backgroundTasks > 0) {
				// They are tools in flight: activity, although their end alone is told.
				const turn = s.turn === null ? null : { ...s.turn, activeAt: at, toolInFlight: true };
				return enter({ ...s, turn }, "working", `${event.backgroundTasks} background tasks`, at);
			}
			return enter(
				{ ...over, turnsDone: s.turnsDone + 1, failedTurns: 0, failedOutside: 0 },
				"idle",
				null,
				at,
			);
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
