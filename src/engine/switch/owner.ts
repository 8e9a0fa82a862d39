import type { Session } from "../../state/model.ts";
import { asksAboutOwners, ownerOf } from "../claude/owner.ts";
import type { RegistryEntry } from "../claude/registry.ts";
import { findTranscript } from "../claude/transcript-find.ts";
import type { EngineParts } from "../parts.ts";
import { hasNoWork } from "../pool/restart.ts";

type Parts = Pick<EngineParts, "clock" | "files">;

/** From the SessionStart hook to the question took 20 to 40 ms on 2.1.330; under load it takes longer. */
const SETTLE_MS = 1_000;

/** A question must be told from others by then, or it is another one. */
const TOLD_MS = 5_000;

/**
 * A resumed process says that it has its conversation just before it may ask about that conversation's owner. Whether
 * that question can still come, so that the move is not verified yet. A prompt that was accepted rules it out.
 */
export async function mayStillAsk(
	{ clock, files }: Parts,
	session: Session,
	home: string,
	entry: RegistryEntry,
): Promise<boolean> {
	const life = session.incarnation;
	if (life === null || !life.resumed || life.promptedAt != null || life.copy !== undefined)
		return false;
	const since = clock.now() - (life.confirmedAt ?? clock.now());
	if (entry.status === "waiting" && session.state !== "waiting") return since < TOLD_MS;
	return since < SETTLE_MS && (await asksAboutOwners(files, home));
}

/**
 * Whether the target is known to refuse the session's conversation while the configuration forbids to copy it: then it
 * is not stopped at all. One without work needs its conversation no more.
 */
export async function isRefusedThere(
	{ config, files, recorder }: Pick<EngineParts, "config" | "files" | "recorder">,
	session: Session,
	target: string,
): Promise<boolean> {
	const { conversation, conversationStarted } = session;
	if (config.switch.crossAccountResume !== "refuse" || hasNoWork(session)) return false;
	const home = config.accounts.find((a) => a.name === target)?.home;
	if (home === undefined || conversation === null || !conversationStarted) return false;
	if (!(await asksAboutOwners(files, home))) return false;
	const file = await findTranscript(files, config.pool.sharedProjectsDir, conversation);
	const owner = file === null ? null : await ownerOf(files, file);
	const uuid = recorder.state().accounts[target]?.uuid ?? null;
	return owner !== null && uuid !== null && owner !== uuid;
}
