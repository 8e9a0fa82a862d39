import * as z from "zod";
import type * as client from "../../../state/client.ts";
import type { State } from "../../../state/model.ts";
import { nextReset } from "../../../state/resets.ts";
import { Candidate, Grounds } from "../shapes/grounds.ts";
import { heldTo } from "../shapes/held-to.ts";
import { Explanation, Plan, Precondition } from "../shapes/plan.ts";
import { Policy } from "../shapes/policy.ts";
import { Ready } from "../shapes/ready.ts";
import { Proposal, ScheduledSwitch, SwitchOutcome, SwitchReason } from "../shapes/switch.ts";
import { list, textOrNull, time } from "../shapes/units.ts";
import { AccountView, accountsView } from "./accounts.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { versioned } from "./versioned.ts";

const Verdict = heldTo<State["verdict"]>()(
	z
		.object({
			why: z.string(),
			at: time("When it was reached"),
			grounds: Grounds.exactOptional().describe("Absent: an older version reached it"),
		})
		.nullable(),
);

/** The last switch that ended, and what it rested on. */
export const LastSwitchView = z.object({
	id: z.string(),
	from: z.string(),
	to: z.string(),
	reason: SwitchReason,
	why: z.string(),
	begunAt: time("Its begin"),
	outcome: SwitchOutcome.nullable(),
	grounds: Grounds.nullable().describe("null: an older version began it"),
});
export type LastSwitchView = z.infer<typeof LastSwitchView>;

const Inputs = z.object({
	policy: Policy,
	paused: z.object({ dispatch: z.boolean(), switching: z.boolean() }),
	openSwitch: textOrNull("Id of the switch that is under way"),
	scheduled: ScheduledSwitch.nullable().describe("The switch that waits for its time"),
	proposal: Proposal.nullable().describe("The switch that waits for a person's yes"),
	accounts: list(AccountView),
});

/** Why it did, or did not, switch. */
export const ExplainView = versioned({
	at: time("When it was asked"),
	active: textOrNull("The account that new sessions start on"),
	verdict: Verdict.describe("What the last look at the quotas came to, and what it rested on"),
	decision: Explanation,
	lastSwitch: LastSwitchView.nullable().describe("The last switch that ended"),
	nextReset: Ready.nullable().describe("The account that is ready first, when all are spent"),
	inputs: Inputs,
	plan: Plan.nullable().describe("What a switch by hand would do now; null: see planProblem"),
	planProblem: textOrNull("Why no switch can be planned"),
	candidates: list(Candidate),
	preconditions: list(Precondition),
	wouldChange: list(z.string()).describe("What would change the answer, in words"),
}).meta({ id: "Explain" });
export type ExplainView = z.infer<typeof ExplainView>;

export type Planning =
	| { readonly kind: "ok"; readonly plan: client.Plan }
	| { readonly kind: "failed"; readonly why: string };

/** Explains the present answer from the state and from what a switch would do now. */
export function explainView(
	state: State,
	decision: client.Explanation,
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
function candidatesOf(
	{ grounds }: client.Explanation,
	plan: client.Plan | null,
): readonly client.Candidate[] {
	return grounds.candidates.length > 0 ? grounds.candidates : (plan?.candidates ?? []);
}

function lastSwitch({ switches: [last] }: State): LastSwitchView | null {
	if (last === undefined) return null;
	const { id, from, to, reason, why, begunAt, outcome, grounds = null } = last;
	return { id, from, to, reason, why, begunAt, outcome, grounds };
}

/** Nobody asked for this plan: it was made for the explanation. */
function whyOf({ from, to, why }: client.Plan): string {
	if (from === "") return why;
	return to === null ? "no account can take over" : "what a switch by hand would do";
}

/** What stands against the plan. */
function planChanges(plan: client.Plan): readonly string[] {
	const conditions = plan.preconditions
		.filter((condition) => !condition.ok)
		.map((condition) => `${condition.name}: ${condition.remedy ?? condition.detail}`);
	return conditions;
}
