import type { RestorePlan, RestoreReply } from "../../state/checkpoint-client.ts";
import type { Event } from "../../state/events.ts";
import type { Session } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";

type Parts = Pick<EngineParts, "recorder" | "newId">;

type SetAside = Extract<Event, { type: "session.set-aside" }>;

/**
 * Runs a plan that holds now. An idle conversation in the session's place is stopped after a checkpoint of its own; one
 * that began a turn meanwhile is left alone.
 */
export async function runRestore(
	parts: Parts,
	pool: Pool,
	plan: RestorePlan,
): Promise<RestoreReply> {
	const done = await pool.exclusively(plan.session, () => bringBack(parts, pool, plan));
	return done ?? refused(`something else is done to ${plan.session} just now`, "try again");
}

async function bringBack(
	{ recorder, newId }: Parts,
	pool: Pool,
	plan: RestorePlan,
): Promise<RestoreReply> {
	const { session: name, account, checkpoint } = plan;
	if (account === null) return refused("no account can take it", "name one: --account");
	const why = `restored from ${checkpoint.id}`;
	const stopped = await pool.stop(name, why);
	if (stopped === "busy")
		return refused(`${name} began a turn just now`, "wait until it has ended");
	if (stopped === "still-there")
		return refused(`the process of ${name} does not end`, "look at it");
	const session = recorder.state().sessions[name];
	if (session === undefined) return refused(`${name} is no session of this pool`, "configure it");
	const aside = whereItIsSetAside(session);
	if (aside !== null) recorder.commit({ type: "session.released", session: name });
	const conversation = plan.conversation ?? newId();
	const launched = await pool.launch({
		session: name,
		account,
		conversation,
		prompt: plan.prompt,
		carries: plan.prompt === null ? "nothing" : "continue",
		task: session.conversation === conversation ? session.task : null,
		project: plan.cwd,
		why,
	});
	if (launched.kind !== "ok") {
		// What was not restored does not come back by itself either.
		if (launched.kind === "refused" && aside !== null) recorder.commit(aside);
		return refused(launched.why, launched.remedy);
	}
	return { kind: "done", session: name, account, conversation };
}

/** Puts it back where it stays until a person says otherwise, as a restore does; `null`: it is not there. */
function whereItIsSetAside({ name: session, state, note }: Session): SetAside | null {
	if (state !== "stopped" && state !== "quarantined" && state !== "parked") return null;
	return { type: "session.set-aside", session, state, note: note ?? "it was not restored" };
}

function refused(why: string, remedy: string): RestoreReply {
	return { kind: "refused", why, remedy };
}
