import type { Explanation } from "../state/client.ts";
import { decideFailover } from "./decide/failover.ts";
import { groundsOf } from "./decide/grounds.ts";
import { wouldChange } from "./decide/would-change.ts";
import type { EngineParts } from "./parts.ts";
import { failoverRules } from "./switch/rules.ts";

/** Decides as the engine would now, without doing anything, and says what that rests on. */
export function explainNow({
	recorder,
	config,
	clock,
}: Pick<EngineParts, "recorder" | "config" | "clock">): Explanation {
	const state = recorder.state();
	const at = clock.now();
	const decision = decideFailover(state, failoverRules(config), at);
	const { kind, why, candidates } = decision;
	const changes = wouldChange(state, decision, at);
	return {
		...{ at, kind, why },
		from: decision.kind === "none" ? null : decision.from,
		to: decision.kind === "switch" ? decision.to : null,
		model: decision.kind === "switch" ? decision.model : null,
		until: decision.kind === "hold" ? decision.until : null,
		sessions: decision.kind === "switch" ? decision.sessions : [],
		grounds: groundsOf(state, candidates, changes, at),
	};
}
