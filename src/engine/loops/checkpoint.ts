import type { Session } from "../../state/model.ts";
import { takeCheckpoint } from "../checkpoint/take.ts";
import type { EngineParts } from "../parts.ts";
import type { Loop } from "../supervisor.ts";

/**
 * Takes a checkpoint of every session that did something since its last one. One that cannot be written keeps no other
 * from being written; it is tried again.
 */
export function checkpointLoop(parts: EngineParts): Loop {
	const taken = new Map<string, string>();
	return {
		name: "checkpoint",
		everyMs: parts.config.checkpoint.intervalMs,
		async tick(signal) {
			const failed: unknown[] = [];
			for (const session of Object.values(parts.recorder.state().sessions)) {
				if (signal.aborted) return;
				const mark = markOf(session);
				if (!session.conversationStarted || taken.get(session.name) === mark) continue;
				try {
					await takeCheckpoint(parts, session, "periodic");
					taken.set(session.name, mark);
				} catch (error) {
					failed.push(error);
				}
			}
			if (failed.length > 0) throw failed[0];
		},
	};
}

/** What changes when a session does something. */
function markOf(session: Session): string {
	const { conversation, turnsDone, turn, account } = session;
	return [conversation, turnsDone, turn?.activeAt ?? "", account].join("/");
}
