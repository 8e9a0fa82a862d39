import type { Config } from "../config/config.ts";
import type { FailoverRules } from "../decide/failover.ts";
import type { RampRules } from "../decide/ramp.ts";
import type { SwitchRules } from "../decide/switch-rules.ts";

/** The failover rules of a configuration. */
export function failoverRules(config: Config): FailoverRules {
	const { policy, minDwellMs, maxPerHour, candidateMax, failback, waitForResetMs } = config.switch;
	const { reactivateCooldownMs } = config.quota;
	const when = { failback, waitForResetMs };
	return { policy, minDwellMs, maxPerHour, candidateMax, reactivateCooldownMs, ...when };
}

/** The rules for waking those that wait for a quota. */
export function rampRules(config: Config, slots: number): RampRules {
	const { retries, backoffMs } = config.dispatch;
	return { retries, backoffMs, slots };
}

/** The rules for a running switch. */
export function switchRules(config: Config, slots: number): SwitchRules {
	const { drainTimeoutMs, drainMaxMs, drainPolicy, crossAccountResume } = config.switch;
	return { drainTimeoutMs, drainMaxMs, drainPolicy, crossAccountResume, slots };
}
