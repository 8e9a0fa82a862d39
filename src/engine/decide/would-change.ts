import { forecastOf } from "../../state/forecast.ts";
import type { Account, Candidate, Policy, State } from "../../state/model.ts";
import { nextReset } from "../../state/resets.ts";
import { isCurrent, thresholdOf } from "../../state/select.ts";
import { isBeside } from "../../state/windows.ts";
import type { FailoverDecision } from "./failover.ts";

/** What would lead to another answer than this one, in words. Pure. */
export function wouldChange(
	state: State,
	decision: FailoverDecision,
	now: number,
): readonly string[] {
	if (decision.kind === "switch") return [];
	return [
		...byTime(decision, now),
		...byOperator(state),
		...byReset(state, now),
		...byCandidates(decision.candidates, now),
		...(decision.kind === "none" ? byUse(state, now) : []),
	];
}

function byTime(decision: FailoverDecision, now: number): readonly string[] {
	if (decision.kind !== "hold" || decision.until === null || decision.until <= now) return [];
	return [`time: ${inMinutes(decision.until, now)} it is looked at anew`];
}

/** What an operator has said, and can take back. */
function byOperator(state: State): readonly string[] {
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
	return changes;
}

function byReset(state: State, now: number): readonly string[] {
	const ready = nextReset(state, now);
	if (ready === null) return [];
	return [`${ready.account} is reset, ${inMinutes(ready.at, now)}: no account is ready before`];
}

function byCandidates(candidates: readonly Candidate[], now: number): readonly string[] {
	return candidates
		.filter((c) => !c.ok)
		.map(({ account, why, until = null }) => {
			const when = until === null || until <= now ? "" : `, ${inMinutes(until, now)}`;
			return `${account} can take over${when} (now: ${why})`;
		});
}

/** More use of the active account. */
function byUse(state: State, now: number): readonly string[] {
	const active = state.active === null ? undefined : state.accounts[state.active];
	return active === undefined ? [] : thresholds(active, state.policy, now);
}

function thresholds(active: Account, policy: Policy, now: number): readonly string[] {
	const current = Object.values(active.windows).filter(
		(w) => isCurrent(w, now) && !isBeside(w.window),
	);
	if (current.length === 0) return [`a reading of ${active.name}'s quota arrives`];
	return current
		.filter((w) => !w.spent && w.usedRatio < thresholdOf(policy, w.window))
		.map((w) => {
			const threshold = percent(thresholdOf(policy, w.window));
			const at = forecastOf(w, policy, now)?.thresholdAt ?? null;
			const when = at === null || at <= now ? "" : `, about ${inMinutes(at, now)}`;
			return `${active.name} reaches ${threshold} of ${w.window} (now ${percent(w.usedRatio)})${when}`;
		});
}

function inMinutes(at: number, now: number): string {
	return `in ${Math.ceil((at - now) / 60_000)} min`;
}

function percent(ratio: number): string {
	return `${Math.round(ratio * 100)} %`;
}
