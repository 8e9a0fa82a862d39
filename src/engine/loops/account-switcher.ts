import type { Plan } from "../../state/client.ts";
import { decideActive } from "../decide/active.ts";
import { decideFailover, type FailoverDecision } from "../decide/failover.ts";
import type { EngineParts } from "../parts.ts";
import type { Loop } from "../supervisor.ts";
import { beginSwitch } from "../switch/begin.ts";
import { planFailover } from "../switch/plan.ts";
import { failoverRules } from "../switch/rules.ts";
import type { SwitchRunner } from "../switch/runner.ts";
import { runDue } from "../switch/schedule.ts";

/**
 * Carries the open switch on; when there is none, decides whether one must begin. Every new verdict is recorded
 * with its reason, also the verdict that nothing is to be done.
 */
export function accountSwitcher(parts: EngineParts, runner: SwitchRunner): Loop {
	const say = (why: string): void => {
		if (parts.recorder.state().verdict?.why === why) return;
		parts.recorder.commit({ type: "verdict.reached", why });
	};
	/** Once for each time that it comes to be held. */
	const alert = ({ why, alert: told }: Extract<FailoverDecision, { kind: "hold" }>): void => {
		const { verdict } = parts.recorder.state();
		if (told === null || verdict?.why === why) return;
		parts.recorder.commit({ type: "operator.warned", ...told });
	};
	const begin = async (decision: Extract<FailoverDecision, { kind: "switch" }>): Promise<void> => {
		const plan = await planFailover(parts, decision);
		const { active, dispatch, openSwitch } = parts.recorder.state();
		// The plan took a moment: somebody else may have begun a switch, or paused.
		if (openSwitch !== null || dispatch.all) return;
		// A drain is a person's own order: it needs no second yes.
		if (parts.config.switch.policy === "ask" && plan.reason !== "drain") {
			say(`${plan.why}; ${plan.from} → ${plan.to} waits for your yes (switch.policy is ask)`);
			return;
		}
		if (plan.moves.length === 0 && plan.from === active && canStartOn(plan)) {
			parts.recorder.commit({ type: "account.activated", account: decision.to });
			return;
		}
		if (!plan.runnable) {
			const failed = plan.preconditions.filter((p) => !p.ok).map((p) => `${p.detail}: ${p.remedy}`);
			say(`${plan.why}; not switching: ${failed.join("; ") || "no session to move"}`);
			return;
		}
		beginSwitch(parts, plan);
	};
	return {
		name: "account-switcher",
		everyMs: 2_000,
		async tick(signal) {
			if (parts.recorder.state().openSwitch !== null) await runner.advance(signal);
			if (parts.recorder.state().openSwitch !== null) return;
			if (await runDue(parts)) return runner.advance(signal);
			const active = decideActive(parts.recorder.state(), parts.clock.now());
			if (active !== null) parts.recorder.commit({ type: "account.activated", account: active });
			const rules = failoverRules(parts.config);
			const decision = decideFailover(parts.recorder.state(), rules, parts.clock.now());
			if (decision.kind !== "switch") {
				if (decision.kind === "hold" && decision.alert !== null) alert(decision);
				say(decision.why);
				return;
			}
			await begin(decision);
			await runner.advance(signal);
		},
	};
}

/** Nobody is to be moved, but what starts next must not wait for an account that is spent. tmux may be empty then. */
function canStartOn(plan: Plan): boolean {
	return plan.preconditions.every((p) => p.ok || p.name === "tmux" || p.name === "sessions");
}
