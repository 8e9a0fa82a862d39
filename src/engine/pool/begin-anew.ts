import type { Session } from "../../state/model.ts";
import { readCheckpoint } from "../checkpoint/read.ts";
import { summaryPrompt } from "../checkpoint/summary-prompt.ts";
import { decideAnew } from "../decide/begin-anew.ts";
import type { EngineParts } from "../parts.ts";
import { leaveUncertain } from "../queue/end.ts";
import type { LaunchAsk, Launched } from "./launched.ts";
import type { Pool } from "./pool.ts";

type Parts = Pick<EngineParts, "recorder" | "files" | "newId">;

export interface Anew {
	readonly account: string;
	/** Why it is started. */
	readonly why: string;
	/** Why its conversation cannot go on. */
	readonly lost: string;
}

/**
 * Starts an autonomous session with another conversation than its own, which cannot be resumed. Its task goes along,
 * with a summary of its last checkpoint, where that tells all that was done; else a person is asked, and nothing is
 * typed again. The old conversation is left as it is.
 */
export async function beginAnew(
	parts: Parts,
	pool: Pool,
	session: Session,
	anew: Anew,
): Promise<Launched> {
	const { recorder, newId } = parts;
	const conversation = newId();
	const carried = await carry(parts, session, anew);
	const launched = await pool.launch({
		session: session.name,
		account: anew.account,
		conversation,
		prompt: carried?.prompt ?? null,
		carries: carried === null ? "nothing" : "continue",
		task: carried?.task ?? null,
		project: session.project,
		why: `${anew.why}; ${anew.lost}`,
	});
	if (launched.kind !== "ok") return launched;
	if (carried !== null) {
		const { task } = carried;
		recorder.commit({ type: "task.carried-over", task, conversation, why: anew.lost });
	}
	return launched;
}

/** What the new conversation is given of the task; `null`: it gets none. */
async function carry(
	parts: Parts,
	session: Session,
	{ lost }: Anew,
): Promise<(Pick<LaunchAsk, "prompt"> & { readonly task: string }) | null> {
	const { recorder, files } = parts;
	const decision = decideAnew(recorder.state(), session);
	if (decision.kind === "fresh") return null;
	const { id } = decision.task;
	if (decision.kind === "carry-over") {
		const read = await readCheckpoint(files, decision.checkpoint);
		if (read.kind === "ok") return { prompt: summaryPrompt(read.content), task: id };
	}
	const what = `${session.name}: ${lost} (${session.conversation}): look what it did`;
	leaveUncertain(parts, decision.task, what);
	return null;
}
