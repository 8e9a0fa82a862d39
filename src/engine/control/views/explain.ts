import type { Candidate, Plan, Precondition } from "../../../state/client.ts";
import type { Account, Policy, ScheduledSwitch, State } from "../../../state/model.ts";
import { nextReset, type Ready } from "../../../state/resets.ts";
import { isCurrent, thresholdOf } from "../../../state/select.ts";
import { type AccountView, accountsView } from "./accounts.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

/** Why it did, or did not, switch. Times are epoch milliseconds, ratios are 0..1. */
export interface ExplainView extends Versioned {
	readonly at: number;
	readonly active: string | null;
	/** What the last look at the quotas came to. */
	readonly verdict: { readonly why: string; readonly at: number } | null;
	/** The account that is ready first, when every one is spent. */
	readonly nextReset: Ready | null;
	readonly inputs: {
		readonly policy: Policy;
		readonly paused: { readonly dispatch: boolean; readonly switching: boolean };
		readonly openSwitch: string | null;
		/** The switch that waits for its time. */
		readonly scheduled: ScheduledSwitch | null;
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

export type Planning =
	| { readonly kind: "ok"; readonly plan: Plan }
	| { readonly kind: "failed"; readonly why: string };

/** Explains the present answer from the state and from what a switch would do now. */
export function explainView(state: State, planning: Planning, now: number): ExplainView {
	const plan = planning.kind === "ok" ? planning.plan : null;
	return {
		schemaVersion: SCHEMA_VERSION,
		at: now,
		active: state.active,
		verdict: state.verdict,
		nextReset: nextReset(state, now),
		inputs: {
			policy: state.policy,
			paused: { dispatch: state.dispatch.paused, switching: state.dispatch.all },
			openSwitch: state.openSwitch?.id ?? null,
			scheduled: state.scheduled ?? null,
			accounts: accountsView(state, now).accounts,
		},
		plan: plan === null ? null : { ...plan, why: whyOf(plan) },
		planProblem: planning.kind === "failed" ? planning.why : null,
		candidates: plan?.candidates ?? [],
		preconditions: plan?.preconditions ?? [],
		wouldChange: [...automaticChanges(state, now), ...(plan ? planChanges(plan) : [])],
	};
}

/** Nobody asked for this plan: it was made for the explanation. */
function whyOf({ from, to, why }: Plan): string {
	if (from === "") return why;
	return to === null ? "no account can take over" : "what a switch by hand would do";
}

/** What keeps the engine from switching by itself. */
function automaticChanges(state: State, now: number): readonly string[] {
	const changes: string[] = [];
	if (state.openSwitch !== null) changes.push("the open switch ends");
	if (state.dispatch.all) changes.push("automatic switching goes on: claude-failover resume");
	if (state.policy.switchPolicy !== "auto") {
		changes.push(`switch.policy in the configuration is auto (it is ${state.policy.switchPolicy})`);
	}
	for (const { name, withheld } of Object.values(state.accounts)) {
		if (withheld)
			changes.push(`${name} is not ${withheld} any more: claude-failover accounts enable`);
	}
	const ready = nextReset(state, now);
	if (ready !== null) {
		const minutes = Math.ceil((ready.at - now) / 60_000);
		changes.push(`${ready.account} is reset, in ${minutes} min: no account is ready before`);
	}
	const active = state.active === null ? undefined : state.accounts[state.active];
	if (active !== undefined) changes.push(...thresholdChanges(active, state.policy, now));
	return changes;
}

function thresholdChanges(active: Account, policy: Policy, now: number): readonly string[] {
	const current = Object.values(active.windows).filter((w) => isCurrent(w, now));
	if (current.length === 0) return [`a reading of ${active.name}'s quota arrives`];
	return current
		.filter((w) => !w.spent && w.usedRatio < thresholdOf(policy, w.window))
		.map((w) => {
			const threshold = percent(thresholdOf(policy, w.window));
			return `${active.name} reaches ${threshold} of ${w.window} (now ${percent(w.usedRatio)})`;
		});
}

/** What stands against the plan. */
function planChanges(plan: Plan): readonly string[] {
	const conditions = plan.preconditions
		.filter((condition) => !condition.ok)
		.map((condition) => `${condition.name}: ${condition.remedy ?? condition.detail}`);
	if (plan.to !== null) return conditions;
	const refused = plan.candidates.filter((candidate) => !candidate.ok);
	return [...conditions, ...refused.map((c) => `${c.account} can take over (now: ${c.why})`)];
}

function percent(ratio: number): string {
	return `${Math.round(ratio * 100)} %`;
}
