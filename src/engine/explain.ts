import type { Explanation } from "../state/client.ts";
import type { State } from "../state/model.ts";
import { decideFailover, type FailoverRules } from "./decide/failover.ts";
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
	return explain(recorder.state(), failoverRules(config), clock.now());
}

/** What these rules come to in this state, and what that rests on. Pure. */
export function explain(state: State, rules: FailoverRules, at: number): Explanation {
	const decision = decideFailover(state, rules, at);
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
