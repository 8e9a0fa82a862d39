import type { Checkpoint, Session, State, Task } from "../../state/model.ts";

/** How a session goes on whose conversation cannot be resumed. */
export type AnewDecision =
	/** It goes on with its task, told by that checkpoint what was done. */
	| { readonly kind: "carry-over"; readonly task: Task; readonly checkpoint: Checkpoint }
	/** Nobody can tell what was done of its task: a person is asked. */
	| { readonly kind: "uncertain"; readonly task: Task }
	/** It had nothing to do. */
	| { readonly kind: "fresh" };

/** So often a process may end before it has resumed the conversation; a home or a network can be the cause once. */
export const RESUMES_TRIED = 2;

/** From the checkpoint of a stop to the end of the process: SIGTERM took 1.6 s at worst, a forced end 20 s. */
const STOP_TAKES_MS = 30_000;

/** Whether the program itself cannot go on with the conversation: it ended again and again before it had it. */
export function cannotResume(session: Session): boolean {
	return (session.resumesFailed ?? 0) >= RESUMES_TRIED;
}

/**
 * Decides what becomes of the work of a conversation that cannot be resumed. It is carried over only when its last
 * checkpoint tells all that was done: it is younger than the limit that cut the turn, or was taken for the stop that
 * did. After a death nothing tells what the process did last. Pure.
 */
export function decideAnew(state: State, session: Session): AnewDecision {
	const task = session.task === null ? undefined : state.tasks.get(session.task);
	if (task === undefined || task.state !== "running") return { kind: "fresh" };
	const { owed } = session;
	if (task.acceptedAt === null || owed === null || owed.cause === "death") {
		return { kind: "uncertain", task };
	}
	const since = owed.cause === "stop" ? owed.since - STOP_TAKES_MS : owed.since;
	const telling = checkpointsOf(state, session).filter(
		(c) => c.task === task.id && c.takenAt >= since,
	);
	// One that was taken after the transcript had vanished has no words of it.
	const best = telling.find((c) => c.transcriptBytes !== null) ?? telling[0];
	return best === undefined
		? { kind: "uncertain", task }
		: { kind: "carry-over", task, checkpoint: best };
}

/** The newest checkpoint of the conversation that a session has now. */
export function lastCheckpoint(state: State, session: Session): Checkpoint | null {
	return checkpointsOf(state, session)[0] ?? null;
}

/** Newest first. */
function checkpointsOf(state: State, { name, conversation }: Session): readonly Checkpoint[] {
	return state.checkpoints
		.filter((c) => c.session === name && c.conversation === conversation)
		.toSorted((a, b) => b.takenAt - a.takenAt);
}

/** What a person does to go on from a checkpoint without its conversation. */
export function anewFrom({ id }: Checkpoint): string {
	return `go on in a new one: claude-failover checkpoints restore ${id} --new`;
}
