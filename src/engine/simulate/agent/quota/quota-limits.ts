import type { AccountUsage, WindowName } from "../world-model.ts";
import { epochSeconds } from "./limit-texts.ts";

const OVERAGE = {
	overageStatus: "rejected",
	overageDisabledReason: "org_level_disabled",
	isUsingOverage: false,
};

function resetsAt(usage: AccountUsage, window: WindowName): number {
	return epochSeconds(usage[window]?.resetsAt ?? 0);
}

/** The fields that mark a quota 429 in the transcript (sample of 2.1.330). */
export function quotaFields(usage: AccountUsage, window: WindowName): Record<string, unknown> {
	const head = { status: "rejected", resetsAt: resetsAt(usage, window) };
	return {
		requestId: "req_sim",
		apiError: "usage_limit_reached",
		apiErrorParams: { rate_limit_info: { ...head, rateLimitType: window, ...OVERAGE } },
		quotaLimits: {
			...head,
			unifiedRateLimitFallbackAvailable: false,
			rateLimitType: window,
			...OVERAGE,
		},
	};
}

function unifiedWindow(usage: AccountUsage, window: WindowName): Record<string, unknown> {
	const one = usage[window];
	if (one === undefined) return {};
	const status = one.ratio >= 1 ? "rejected" : "allowed";
	return {
		[window]: { utilization: one.ratio, resetsAt: epochSeconds(one.resetsAt), status },
	};
}

/** The `rate_limit_event` of `-p --output-format stream-json`; null without any window. */
export function rateLimitEvent(usage: AccountUsage, rejected: WindowName | null) {
	const window = rejected ?? (usage.five_hour ? "five_hour" : "seven_day");
	if (usage[window] === undefined) return null;
	return {
		type: "rate_limit_event",
		rate_limit_info: {
			status: rejected === null ? "allowed" : "rejected",
			resetsAt: resetsAt(usage, window),
			rateLimitType: window,
			...OVERAGE,
			unifiedWindows: {
				...unifiedWindow(usage, "five_hour"),
				...unifiedWindow(usage, "seven_day"),
			},
		},
	};
}
