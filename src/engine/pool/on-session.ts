import type { Refusal } from "../../state/client.ts";
import type { Session, State } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { refused } from "./launched.ts";
import type { Pool } from "./pool.ts";

/** The session of that name; `undefined`: the pool has none. */
export function sessionNamed({ sessions }: State, name: string): Session | undefined {
	return Object.hasOwn(sessions, name) ? sessions[name] : undefined;
}

/** The answer about a session that the pool does not have. */
export function noSuchSession(): Refusal {
	return refused("there is no session of that name", "`claude-failover sessions` lists them");
}

/** Does what a person asked for to one session, while nothing else is done to it; refused when there is none. */
export async function onSession<Reply>(
	{ recorder }: Pick<EngineParts, "recorder">,
	pool: Pool,
	name: string,
	act: (session: Session) => Promise<Reply>,
): Promise<Reply | Refusal> {
	const reply = await pool.exclusively(name, async () => {
		const session = sessionNamed(recorder.state(), name);
		return session === undefined ? noSuchSession() : act(session);
	});
	return reply ?? refused("something else is just being done to it", "ask again in a moment");
}
