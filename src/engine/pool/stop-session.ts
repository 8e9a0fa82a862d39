import type { ActReply, StopAsk } from "../../state/client.ts";
import type { Session } from "../../state/model.ts";
import { obstacleToStop } from "../decide/stop.ts";
import type { EngineParts } from "../parts.ts";
import { refused } from "./launched.ts";
import { noSuchSession, onSession } from "./on-session.ts";
import type { Pool } from "./pool.ts";

const WHY = "stopped by the operator";

type Parts = Pick<EngineParts, "recorder" | "clock" | "poke">;

/**
 * Stops a session at a person's word, with a checkpoint before: it stays stopped until it is restarted, whoever runs
 * the engine then. A turn that `force` cuts goes on after the restart. Resolves when its process is proven gone.
 */
export async function stopSession(
	parts: Parts,
	pool: Pool,
	name: string,
	ask: StopAsk,
): Promise<ActReply> {
	const reply = await onSession(parts, pool, name, (session) => stop(parts, pool, session, ask));
	// Another may be needed in its place.
	if (reply.kind === "done") parts.poke("session-watcher");
	return reply;
}

async function stop(
	{ recorder, clock }: Parts,
	pool: Pool,
	{ name, incarnation }: Session,
	{ force }: StopAsk,
): Promise<ActReply> {
	// A start of which tmux said nothing may have come to something: that process is to be stopped, too.
	if (incarnation === null && !(await pool.takeUpUnrecorded())) {
		const why = "nobody can tell yet whether its last start came to something";
		return refused(why, "ask again in a moment");
	}
	const state = recorder.state();
	const session = state.sessions[name];
	if (session === undefined) return noSuchSession();
	if (session.incarnation === null && session.state === "stopped") return { kind: "done" };
	const obstacle = obstacleToStop(state, session, { force }, clock.now());
	if (obstacle !== null) return obstacle;
	const pid = session.incarnation?.pid;
	switch (await pool.stop(name, WHY, force ? "also-in-turn" : undefined, "operator")) {
		case "gone":
			return { kind: "done" };
		case "not-running":
			// It must not come back by itself either.
			recorder.commit({ type: "session.set-aside", session: name, state: "stopped", note: WHY });
			return { kind: "done" };
		case "busy":
			return refused("it began a turn just now", "wait until it has ended, or stop it with force");
		case "still-there":
			return refused(
				`process ${pid} was asked to end and goes on`,
				`\`claude-failover attach ${name}\` and look what holds it`,
			);
	}
}
