import type { Plan } from "../../state/client.ts";
import { decideActive } from "../decide/active.ts";
import { decideFailover, type FailoverDecision } from "../decide/failover.ts";
import { groundsOf } from "../decide/grounds.ts";
import { wouldChange } from "../decide/would-change.ts";
import type { EngineParts } from "../parts.ts";
import { endPauses } from "../queue/pauses.ts";
import type { Loop } from "../supervisor.ts";
import { beginSwitch } from "../switch/begin.ts";
import { planFailover } from "../switch/plan.ts";
import { propose, withdrawProposal } from "../switch/proposal.ts";
import { failoverRules } from "../switch/rules.ts";
import type { SwitchRunner } from "../switch/runner.ts";
import { runDue } from "../switch/schedule.ts";

type SwitchDecision = Extract<FailoverDecision, { kind: "switch" }>;

/**
 * Carries the open switch on; when there is none, decides whether one must begin. Every new verdict is recorded
 * with its reason and what it rests on, also the verdict that nothing is to be done.
 */
export function accountSwitcher(parts: EngineParts, runner: SwitchRunner): Loop {
	const { recorder, clock } = parts;
	const say = (decision: FailoverDecision, why = decision.why): void => {
		const state = recorder.state();
		if (isSame(state.verdict?.why ?? null, why)) return;
		const now = clock.now();
		const grounds = groundsOf(state, decision.candidates, wouldChange(state, decision, now), now);
		recorder.commit({ type: "verdict.reached", why, grounds });
	};
	/** Once for each time that it comes to be held. */
	const alert = ({ why, alert: told }: Extract<FailoverDecision, { kind: "hold" }>): void => {
		if (told === null || isSame(recorder.state().verdict?.why ?? null, why)) return;
		recorder.commit({ type: "operator.warned", ...told });
	};
	const begin = async (decision: SwitchDecision): Promise<void> => {
		const plan = await planFailover(parts, decision);
		const { active, dispatch, openSwitch } = recorder.state();
		// The plan took a moment: somebody else may have begun a switch, or paused.
		if (openSwitch !== null || dispatch.all) return;
		if (plan.moves.length === 0 && plan.from === active && canStartOn(plan)) {
			recorder.commit({ type: "account.activated", account: decision.to });
			return;
		}
		if (!plan.runnable) {
			const failed = plan.preconditions.filter((p) => !p.ok).map((p) => `${p.detail}: ${p.remedy}`);
			withdrawProposal(parts, "it cannot run now");
			say(decision, `${plan.why}; not switching: ${failed.join("; ") || "no session to move"}`);
			return;
		}
		// A drain is a person's own order: it needs no second yes.
		if (parts.config.switch.policy === "ask" && plan.reason !== "drain") {
			propose(parts, plan);
			say(
				decision,
				`${plan.why}; ${plan.from} → ${plan.to} waits for your yes (switch.policy is ask)`,
			);
			return;
		}
		beginSwitch(parts, plan);
	};
	return {
		name: "account-switcher",
		everyMs: 2_000,
		async tick(signal) {
			// Here too: the dispatcher may be held up by a session that it starts.
			endPauses(parts);
			if (recorder.state().openSwitch !== null) await runner.advance(signal);
			if (recorder.state().openSwitch !== null) return;
			if (await runDue(parts)) return runner.advance(signal);
			const active = decideActive(recorder.state(), clock.now());
			if (active !== null) recorder.commit({ type: "account.activated", account: active });
			const decision = decideFailover(recorder.state(), failoverRules(parts.config), clock.now());
			if (decision.kind !== "switch") {
				if (decision.kind === "hold" && decision.alert !== null) alert(decision);
				withdrawProposal(parts, decision.why);
				say(decision);
				return;
			}
			await begin(decision);
			await runner.advance(signal);
		},
	};
}

/** The same but for how long something still takes: a verdict that only counts minutes down is no news. */
function isSame(one: string | null, other: string): boolean {
	const timeless = (text: string): string => text.replace(/\d+ (?:min|s)\b/g, "");
	return one !== null && timeless(one) === timeless(other);
}

/** Nobody is to be moved, but what starts next must not wait for an account that is spent. tmux may be empty then. */
function canStartOn(plan: Plan): boolean {
	return plan.preconditions.every((p) => p.ok || p.name === "tmux" || p.name === "sessions");
}
