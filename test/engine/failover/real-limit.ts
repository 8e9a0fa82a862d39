import type { Fact } from "./facts-on-disk.ts";
import type { LimitRig } from "./limit-rig.ts";

const NAMES: Readonly<Record<string, string>> = {
	five_hour: "5-hour limit",
	seven_day: "weekly limit",
	seven_day_opus: "Opus limit",
	seven_day_sonnet: "Sonnet limit",
	seven_day_overage_included: "Fable limit",
	overage: "limit",
};

/** When a window is reset, as the account says itself (epoch seconds). */
export function resetOf({ told }: Pick<LimitRig, "told">, window: string): number {
	const { five_hour: five, seven_day: week } = told["a"] as Readonly<
		Record<string, { readonly resets_at: number }>
	>;
	return (window.startsWith("seven_day") ? week : five)?.resets_at ?? 0;
}

/** The line, the hook and the dialog of a quota limit on one window, as the genuine program writes them. */
export function realLimit(
	rig: Pick<LimitRig, "told">,
	window: string,
	changes: object = {},
): readonly [line: Fact, hook: Fact, dialog: Fact] {
	const text = `You've hit your ${NAMES[window] ?? "limit"} · resets 2:04pm (UTC)`;
	const message = {
		model: "<synthetic>",
		stop_reason: "stop_sequence",
		content: [{ type: "text", text }],
	};
	const quotaLimits = {
		status: "rejected",
		resetsAt: resetOf(rig, window),
		rateLimitType: window,
		overageStatus: "rejected",
		isUsingOverage: false,
		...changes,
	};
	return [
		{ line: "assistant-text-apierror-rate_limit", with: { message, quotaLimits } },
		{ hook: "StopFailure-rate_limit-quota", with: { last_assistant_message: text } },
		// It asks what to do about it.
		{ registry: "waiting" },
	];
}
