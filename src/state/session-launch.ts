import type { Event } from "./events.ts";
import type { Session, State } from "./model.ts";
import { change, enter } from "./session-change.ts";

type LaunchEvent = Extract<Event, { type: "session.launched" }>;

/** A process was started for a session. */
export function launchSession(state: State, event: LaunchEvent, at: number): State {
	const around = surroundings(state, event);
	return change(state, event.session, (s) => launch(s, event, around, at));
}

/** A start takes a moment, and the task that it was for may have ended meanwhile. */
function runningTask(state: State, task: string | null): string | null {
	const known = task === null ? undefined : state.tasks.get(task);
	return known === undefined || known.state === "running" ? task : null;
}

/** What the rest of the state says of a start. */
interface Surroundings {
	readonly task: string | null;
	/** The model that the task chose. */
	readonly chosen: string | null;
	readonly missed: string | null;
}

function surroundings(state: State, event: LaunchEvent): Surroundings {
	const task = runningTask(state, event.task);
	const chosen = state.tasks.get(task ?? "")?.choices?.model ?? null;
	return { task, chosen, missed: missedBy(state, event) };
}

/** The open switch leaves the account of this start and does not list it: the start was under way when it began. */
function missedBy(
	{ openSwitch: open }: State,
	{ session, incarnation }: LaunchEvent,
): string | null {
	if (open === null || incarnation.account !== open.from) return null;
	return open.moves.some((m) => m.session === session) ? null : open.id;
}

function launch(
	s: Session,
	event: LaunchEvent,
	{ task, chosen, missed }: Surroundings,
	at: number,
): Session {
	const incarnation = { ...event.incarnation, ...(missed !== null && { missed }) };
	const sameConversation = incarnation.conversation === s.conversation;
	return enter(
		{
			...s,
			...(s.recalled && { recalled: false }),
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
			...modelAtStart(sameConversation ? s : {}, chosen),
			...(!sameConversation && { failedTurns: 0, failedOutside: 0 }),
			doing: null,
			draft: null,
			resumesFailed: sameConversation ? (s.resumesFailed ?? 0) : 0,
		},
		"starting",
		event.why,
		at,
	);
}

/** `before`: what was known of its conversation. */
function modelAtStart(
	before: Pick<Session, "model" | "chosenModel">,
	chosen: string | null,
): Pick<Session, "model" | "chosenModel"> {
	return { model: before.model ?? chosen, chosenModel: before.chosenModel ?? chosen };
}
