import type { Event } from "../../state/events.ts";
import type { Session, State } from "../../state/model.ts";
import { isMoving } from "../../state/select.ts";
import { ownerOf } from "../claude/owner.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import type { EngineParts } from "../parts.ts";
import { copyConversation } from "../pool/copy-conversation.ts";
import type { Pool } from "../pool/pool.ts";
import { hasNoWork, startFresh } from "../pool/restart.ts";
import type { Loop } from "../supervisor.ts";

const PERIOD_MS = 2_000;

/** Nothing asks: an event wakes the loop when something does. */
const PERIOD_AT_REST_MS = 60_000;

/**
 * Does with the question about a conversation's owner what `switch.cross_account_resume` says: `copy` answers it,
 * `refuse` ends the process that asks (inside a switch the switch does), `ask` leaves it to a person.
 */
export function ownerQuestions(parts: EngineParts, pool: Pool): Loop {
	const { recorder, config } = parts;
	const policy = config.switch.crossAccountResume;
	const asking = (): readonly Session[] =>
		Object.values(recorder.state().sessions).filter((s) => s.question === "owner");
	/** Process lives whose question could not be answered: a person was told. */
	const given = new Set<string>();
	return {
		name: "owner-questions",
		get everyMs() {
			return policy !== "ask" && asking().length > 0 ? PERIOD_MS : PERIOD_AT_REST_MS;
		},
		async tick() {
			if (policy === "ask") return;
			if (policy === "copy") recorder.commit(...unbound(recorder.state()));
			const act = policy === "copy" ? copyOne : refuseOne;
			const all = asking().map((s) =>
				pool.exclusively(s.name, () => act(parts, pool, s.name, given)),
			);
			await Promise.all(all);
		},
	};
}

/** What was held back under another setting may go now. */
function unbound(state: State): readonly Event[] {
	const held = Object.values(state.sessions).filter((s) => s.bound != null);
	const why = "switch.cross_account_resume allows the copy";
	return held.map((s) => ({ type: "session.bound", session: s.name, account: null, why }));
}

async function copyOne(
	parts: EngineParts,
	_pool: Pool,
	name: string,
	given: Set<string>,
): Promise<void> {
	const session = parts.recorder.state().sessions[name];
	const life = session?.incarnation ?? null;
	if (life === null || session?.question !== "owner" || given.has(life.id)) return;
	const answered = await copyConversation(parts, life);
	if (answered.kind !== "failed") return;
	given.add(life.id);
	const what = `the question of ${name} about its conversation's owner could not be answered: ${answered.why}`;
	parts.recorder.commit({ type: "operator.warned", what, remedy: `attach to ${name} and choose` });
}

/** It stood up under an account that its conversation does not belong to: back to its own, or to a person. */
async function refuseOne(parts: EngineParts, pool: Pool, name: string): Promise<void> {
	const { recorder } = parts;
	const state = recorder.state();
	const session = state.sessions[name];
	const account = session?.account ?? null;
	if (session?.question !== "owner" || account === null || isMoving(state, name)) return;
	if (hasNoWork(session)) {
		await startFresh(parts, pool, session, account);
		return;
	}
	const owner = await ownerAccount(parts, session);
	const why = `${account} may not go on with its conversation (switch.cross_account_resume: refuse)`;
	if ((await pool.stop(name, why)) !== "gone") return;
	if (owner === null || owner === account) {
		const note = `${why}; its owner is not among the accounts: move it by hand, or allow the copy`;
		recorder.commit({ type: "session.set-aside", session: name, state: "quarantined", note });
		return;
	}
	recorder.commit(
		{ type: "session.bound", session: name, account: owner, why },
		{
			type: "session.set-aside",
			session: name,
			state: "parked",
			note: `it waits for ${owner}: ${why}`,
		},
	);
}

/** The configured account that the transcript names as the owner. */
async function ownerAccount(parts: EngineParts, session: Session): Promise<string | null> {
	const { files, config, recorder } = parts;
	const { sharedProjectsDir } = config.pool;
	const file = await findTranscript(files, sharedProjectsDir, session.conversation ?? "");
	const uuid = file === null ? null : await ownerOf(files, file);
	const accounts = Object.values(recorder.state().accounts);
	return accounts.find((a) => uuid !== null && a.uuid === uuid)?.name ?? null;
}
