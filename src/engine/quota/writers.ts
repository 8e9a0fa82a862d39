import type { Session } from "../../state/model.ts";
import { listRegistry } from "../claude/registry.ts";
import type { AccountConfig } from "../config/config.ts";
import type { EngineParts } from "../parts.ts";

/** A process life that writes a conversation's transcript, and the account that it does so for. */
export interface Writer {
	readonly conversation: string;
	readonly account: string;
	/** When it was started (epoch ms): lines of before are another one's. */
	readonly since: number;
}

/** The life that writes for one of our sessions; `null`: it has no process, or no conversation. */
export function writerOf({ incarnation, conversation }: Session): Writer | null {
	if (incarnation === null) return null;
	const { account, launchedAt: since } = incarnation;
	return { conversation: conversation ?? incarnation.conversation, account, since };
}

/** Processes that somebody started by hand under these accounts, as their homes list them. */
export async function writersByHand(
	{ files, processes, recorder }: Pick<EngineParts, "files" | "processes" | "recorder">,
	accounts: readonly AccountConfig[],
): Promise<readonly Writer[]> {
	const sessions = Object.values(recorder.state().sessions);
	const ours = new Set(sessions.flatMap((s) => s.incarnation?.pid ?? []));
	const found: Writer[] = [];
	for (const { name: account, home } of accounts) {
		const live = await listRegistry(
			files,
			home,
			async (pid, procStart) =>
				!ours.has(pid) && procStart !== null && (await processes.startTime(pid)) === procStart,
		);
		for (const { sessionId: conversation, startedAt: since } of live) {
			if (since !== null) found.push({ conversation, account, since });
		}
	}
	return found;
}
