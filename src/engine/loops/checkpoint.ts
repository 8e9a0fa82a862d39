import type { Session } from "../../state/model.ts";
import { takeCheckpoint } from "../checkpoint/take.ts";
import { type NotWritten, Unwritten } from "../checkpoint/unwritten.ts";
import type { EngineParts } from "../parts.ts";
import { unlessRefused } from "../queue/unless-refused.ts";
import type { Loop } from "../supervisor.ts";

/**
 * Takes a checkpoint of every session that did something since its last one. One that cannot be written keeps no other
 * from being written; it is tried again. A disk that takes none ends nothing: that is said, and when it takes them again.
 */
export function checkpointLoop(parts: EngineParts): Loop {
	const taken = new Map<string, string>();
	const unwritten = new Unwritten(parts);
	return {
		name: "checkpoint",
		everyMs: parts.config.checkpoint.intervalMs,
		async tick(signal) {
			const sessions = Object.values(parts.recorder.state().sessions);
			const due = sessions.filter((s) => s.conversationStarted && taken.get(s.name) !== markOf(s));
			const outcomes: Outcome[] = [];
			for (const session of due) {
				if (signal.aborted) return;
				const outcome = await attempt(parts, session);
				if (outcome.kind === "taken") taken.set(session.name, markOf(session));
				outcomes.push(outcome);
			}
			const failed = outcomes.filter((one) => one.kind === "not-written");
			const bug = outcomes.find((one) => one.kind === "bug");
			unwritten.look(failed, outcomes.filter((one) => one.kind === "taken").length);
			if (bug !== undefined) throw bug.error;
		},
	};
}

type Outcome =
	| { readonly kind: "taken" }
	| ({ readonly kind: "not-written" } & NotWritten)
	/** Thrown once the others had their turn. */
	| { readonly kind: "bug"; readonly error: unknown };

async function attempt(parts: EngineParts, session: Session): Promise<Outcome> {
	try {
		const outcome = await unlessRefused(() => takeCheckpoint(parts, session, "periodic"));
		if (!("kind" in outcome)) return { kind: "taken" };
		return { kind: "not-written", session: session.name, why: outcome.why };
	} catch (error) {
		return { kind: "bug", error };
	}
}

/** What changes when a session does something. */
function markOf(session: Session): string {
	const { conversation, turnsDone, turn, account } = session;
	return [conversation, turnsDone, turn?.activeAt ?? "", account].join("/");
}
