import type { EngineClient, Refusal } from "../../../state/client.ts";

/** Why nothing can be asked while the daemon is away; `null`: it is there. What is known of before may not hold any more. */
export function lostLink({ link }: Pick<EngineClient, "link">): Refusal | null {
	const now = link.getState();
	if (now.kind !== "lost") return null;
	return {
		kind: "refused",
		why: `the daemon has not answered since ${new Date(now.since).toISOString()}`,
		remedy:
			"it is tried again by itself; if it does not come back, start it with `claude-failover --headless`",
	};
}
