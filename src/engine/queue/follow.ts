import type { Session, State, Task } from "../../state/model.ts";
import { isOutOfRetries } from "../../state/retries.ts";
import { returningOf } from "../../state/returning.ts";
import { indexTasks } from "../../state/task-index.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import { readAllLines } from "../claude/transcript-lines.ts";
import { type TranscriptTurn, turnsOf } from "../claude/transcript-turns.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { endIfOverdue } from "./attempt-failed.ts";
import { leaveUncertain } from "./end.ts";
import { endAsSaid, endIfSaid } from "./end-as-said.ts";
import { returnTask } from "./return-task.ts";
import { Troubles } from "./troubles.ts";
import { fateOfTyped, waitedSince } from "./typed.ts";
import { unlessRefused } from "./unless-refused.ts";

type Parts = Pick<
	EngineParts,
	"config" | "recorder" | "clock" | "files" | "folders" | "inboxes" | "tmux"
>;

/** Whoever interrupted a turn has this long to go on with it. */
const LEFT_ALONE_MS = 10 * 60_000;

/** Follows the running tasks to their end. */
export async function followTasks(
	parts: Parts,
	pool: Pool,
	troubles = new Troubles(),
): Promise<void> {
	for (const task of indexTasks(parts.recorder.state()).running) {
		const { id } = task;
		// Its attempt is over: its file waits to be moved.
		if (returningOf(parts.recorder.state(), task) !== null) continue;
		const refusal = await unlessRefused(() => followTask(parts, pool, task));
		troubles.look(parts.recorder, `the file of task ${id} cannot be put where it belongs`, refusal);
	}
}

async function followTask(parts: Parts, pool: Pool, task: Task): Promise<void> {
	const { recorder, config } = parts;
	const session = sessionOf(recorder.state(), task);
	if (task.answeredAt !== null) return endAsSaid(parts, task, "done", null);
	if (session === null) return returnTask(parts, task, `${task.session} left the pool`);
	if (session.task !== task.id) return neverBegan(parts, task);
	if (session.turn === null && isOutOfRetries(session, task, config.dispatch.retries)) {
		const why = `${session.failedTurns} failed turns: ${session.note ?? "its turns failed"}`;
		return endAsSaid(parts, task, "failed", why);
	}
	if (session.incarnation === null && session.state === "quarantined") {
		return leaveUncertain(parts, task, `${session.name} is quarantined: look what it did`);
	}
	if (await endIfOverdue(parts, pool, task)) return;
	if (task.acceptedAt === null) await lookForArrival(parts, task, session);
	else await lookForEnd(parts, task, session);
}

/**
 * It was claimed for a session that does not have it: the engine ended while it was given out. Without a transcript
 * it never began.
 */
async function neverBegan(parts: Parts, task: Task): Promise<void> {
	const { config, files } = parts;
	const why = "the engine ended while it was given out";
	// That it is about to be typed is recorded first: without that it was not.
	if (task.context === "keep" && task.typedAt == null) return returnTask(parts, task, why);
	const transcript = await findTranscript(
		files,
		config.pool.sharedProjectsDir,
		task.conversation ?? "",
	);
	if (transcript === null) return returnTask(parts, task, why);
	leaveUncertain(parts, task, `${why}: look at ${transcript}`);
}

/** A prompt that nobody confirmed: the transcript tells whether it arrived. */
async function lookForArrival(parts: Parts, task: Task, session: Session): Promise<void> {
	const { recorder, clock, config } = parts;
	// Its prompt goes in once it is there: a slow start is no missing prompt.
	const { incarnation: life, state, stateSince } = session;
	if (life === null || (state !== "idle" && state !== "working")) return;
	const typed = task.context === "keep";
	const since = typed ? waitedSince(task, session) : (life.confirmedAt ?? stateSince);
	if (clock.now() - since < config.dispatch.submitTimeoutMs) return;
	const turn = await turnOf(parts, task);
	if (turn !== null) {
		recorder.commit({ type: "task.accepted", task: task.id, attempt: task.attempt });
		return;
	}
	const fate = typed ? await fateOfTyped(parts, session) : "unknown";
	if (fate === "queued") return;
	const what = `its prompt was given to ${session.name}, but nothing shows that it arrived`;
	// Its next attempt is not typed: this happens to a task once.
	if (fate === "dropped") return returnTask(parts, task, what, { unheard: true });
	leaveUncertain(parts, task, what);
}

/** Its session rests and owes nothing, yet no hook told the end of its turn: the transcript does. */
async function lookForEnd(parts: Parts, task: Task, session: Session): Promise<void> {
	const { clock, config } = parts;
	const rests = session.state === "idle" && session.turn === null && session.owed === null;
	const rested = clock.now() - session.stateSince;
	if (!rests || session.incarnation === null || rested < config.dispatch.submitTimeoutMs) return;
	if ((await turnOf(parts, task))?.finished) return endAsSaid(parts, task, "done", null);
	if (await endIfSaid(parts, task, null)) return;
	if (rested < LEFT_ALONE_MS) return;
	const what = `its turn in ${session.name} was interrupted and nobody went on with it`;
	leaveUncertain(parts, task, what);
}

async function turnOf({ config, files }: Parts, task: Task): Promise<TranscriptTurn | null> {
	const file = await findTranscript(files, config.pool.sharedProjectsDir, task.conversation ?? "");
	const turns = file === null ? [] : turnsOf(await readAllLines(files, file));
	return turns.find((t) => t.nonce === task.nonce) ?? null;
}

function sessionOf(state: State, task: Task): Session | null {
	const session = task.session === null ? undefined : state.sessions[task.session];
	return session ?? null;
}
