import type { Session } from "../../state/model.ts";
import { takeCheckpoint } from "../checkpoint/take.ts";
import type { EngineParts } from "../parts.ts";
import type { Loop } from "../supervisor.ts";

/** Takes a checkpoint of every session that did something since its last one. */
export function checkpointLoop(parts: EngineParts): Loop {
	const taken = new Map<string, string>();
	return {
		name: "checkpoint",
		everyMs: parts.config.checkpoint.intervalMs,
		async tick(signal) {
			for (const session of Object.values(parts.recorder.state().sessions)) {
				if (signal.aborted) return;
				const mark = markOf(session);
				if (!session.conversationStarted || taken.get(session.name) === mark) continue;
				await takeCheckpoint(parts, session, "periodic");
				taken.set(session.name, mark);
			}
		},
	};
}

/** What changes when a session does something. */
function markOf(session: Session): string {
	const { conversation, turnsDone, turn, account } = session;
	return [conversation, turnsDone, turn?.activeAt ?? "", account].join("/");
}
