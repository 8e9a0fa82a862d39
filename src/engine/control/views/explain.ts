import type { Candidate, Explanation, Plan, Precondition } from "../../../state/client.ts";
import type {
	Grounds,
	Policy,
	Proposal,
	ScheduledSwitch,
	State,
	Switch,
} from "../../../state/model.ts";
import { nextReset, type Ready } from "../../../state/resets.ts";
import { type AccountView, accountsView } from "./accounts.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** Why it did, or did not, switch. Times are epoch milliseconds, ratios are 0..1. */
export interface ExplainView extends Versioned {
	readonly at: number;
	readonly active: string | null;
	/** What the last look at the quotas came to, and what it rested on. */
	readonly verdict: State["verdict"];
	/** What the engine would do by itself now. */
	readonly decision: Explanation;
	/** The last switch that ended, and what it rested on. */
	readonly lastSwitch: LastSwitchView | null;
	/** The account that is ready first, when every one is spent. */
	readonly nextReset: Ready | null;
	readonly inputs: {
		readonly policy: Policy;
		readonly paused: { readonly dispatch: boolean; readonly switching: boolean };
		readonly openSwitch: string | null;
		/** The switch that waits for its time. */
		readonly scheduled: ScheduledSwitch | null;
		/** The switch that waits for a person's yes. */
		readonly proposal: Proposal | null;
		readonly accounts: readonly AccountView[];
	};
	/** What a switch would do now; `null` when none can be planned, and `planProblem` says why. */
	readonly plan: Plan | null;
	readonly planProblem: string | null;
	readonly candidates: readonly Candidate[];
	readonly preconditions: readonly Precondition[];
	/** What would change the answer, in words. */
	readonly wouldChange: readonly string[];
}

export type LastSwitchView = Pick<
	Switch,
	"id" | "from" | "to" | "reason" | "why" | "begunAt" | "outcome"
> & { readonly grounds: Grounds | null };

export type Planning =
	| { readonly kind: "ok"; readonly plan: Plan }
	| { readonly kind: "failed"; readonly why: string };

/** Explains the present answer from the state and from what a switch would do now. */
export function explainView(
	state: State,
	decision: Explanation,
	planning: Planning,
	now: number,
): ExplainView {
	const plan = planning.kind === "ok" ? planning.plan : null;
	return {
		schemaVersion: SCHEMA_VERSION,
		at: now,
		active: state.active,
		verdict: state.verdict,
		decision,
		lastSwitch: lastSwitch(state),
		nextReset: nextReset(state, now),
		inputs: {
			policy: state.policy,
			paused: { dispatch: state.dispatch.paused, switching: state.dispatch.all },
			openSwitch: state.openSwitch?.id ?? null,
			scheduled: state.scheduled ?? null,
			proposal: state.proposal ?? null,
			accounts: accountsView(state, now).accounts,
		},
		plan: plan === null ? null : { ...plan, why: whyOf(plan) },
		planProblem: planning.kind === "failed" ? planning.why : null,
		candidates: candidatesOf(decision, plan),
		preconditions: plan?.preconditions ?? [],
		wouldChange: [...decision.grounds.wouldChange, ...(plan ? planChanges(plan) : [])],
	};
}

/** Of the engine's own decision; where it looked at none, of a switch by hand. */
function candidatesOf({ grounds }: Explanation, plan: Plan | null): readonly Candidate[] {
	return grounds.candidates.length > 0 ? grounds.candidates : (plan?.candidates ?? []);
}

function lastSwitch({ switches: [last] }: State): LastSwitchView | null {
	if (last === undefined) return null;
	const { id, from, to, reason, why, begunAt, outcome, grounds = null } = last;
	return { id, from, to, reason, why, begunAt, outcome, grounds };
}

/** Nobody asked for this plan: it was made for the explanation. */
function whyOf({ from, to, why }: Plan): string {
	if (from === "") return why;
	return to === null ? "no account can take over" : "what a switch by hand would do";
}

/** What stands against the plan. */
function planChanges(plan: Plan): readonly string[] {
	const conditions = plan.preconditions
		.filter((condition) => !condition.ok)
		.map((condition) => `${condition.name}: ${condition.remedy ?? condition.detail}`);
	return conditions;
}
