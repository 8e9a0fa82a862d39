import type { Refusal } from "../../state/client.ts";

/** The answer about a session that the pool does not have. */
export function noSuchSession(): Refusal {
	return {
		kind: "refused",
		why: "there is no session of that name",
		remedy: "`claude-failover sessions` lists them",
	};
}
