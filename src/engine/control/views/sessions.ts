import * as z from "zod";
import type { Session, State } from "../../../state/model.ts";
import { byName } from "../../../state/select.ts";
import { MovePolicy, Owed, SessionKind, SessionState } from "../shapes/session.ts";
import { list, ratio, textOrNull, time } from "../shapes/units.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { versioned } from "./versioned.ts";

/** How to attach a terminal to a session: program and argument words; `null` when it has no pane. */
export type AttachCommand = (session: string) => readonly string[] | null;

/** One session. */
export const SessionView = z
	.object({
		name: z.string(),
		kind: SessionKind,
		account: textOrNull("The account that it lives on"),
		state: SessionState,
		conversation: textOrNull("What it goes on with when it is started again"),
		task: textOrNull("Id of the task that it works on"),
		stateSince: time("Since when it is in this state"),
		note: textOrNull("What it waits for, or why it is set aside"),
		doing: textOrNull("The last thing it was seen doing, in words"),
		project: z.string().describe("The folder that it works in"),
		move: MovePolicy,
		keepAlive: z.boolean().describe("It is brought back when it dies"),
		contextUsedRatio: ratio("Used of its context").nullable(),
		turnsDone: z.number(),
		turnStartedAt: time("When its turn began; null: it is between two").nullable(),
		owed: Owed.nullable().describe("A cut turn of its conversation waits to be continued"),
		incarnation: textOrNull("Its process life; null: it has no process"),
		pid: z.number().nullable(),
		attach: list(z.string())
			.nullable()
			.describe("How to attach a terminal: program and argument words; null: it has no pane"),
	})
	.meta({ id: "Session" });
export type SessionView = z.infer<typeof SessionView>;

export const SessionsView = versioned({
	sessions: list(SessionView).describe("By name"),
}).meta({ id: "Sessions" });
export type SessionsView = z.infer<typeof SessionsView>;

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
