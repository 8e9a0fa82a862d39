import { type MessageSlots, SLOT_MS } from "../../state/messages.ts";
import type { Account, Policy } from "../../state/model.ts";
import { thresholdOf } from "../../state/select.ts";
import type { WindowReading } from "../claude/windows.ts";

const HOUR_MS = 3_600_000;

/** Windows that roll with the time, the slots of time that they are counted in, and their caps. */
const CAPS = [
	{ window: "hourly_msgs", limit: "hourlyMsgs", lengthMs: HOUR_MS, slotMs: SLOT_MS },
	{ window: "weekly_msgs", limit: "weeklyMsgs", lengthMs: 7 * 24 * HOUR_MS, slotMs: HOUR_MS },
] as const;

/** Most messages that an account shall send; 0 is no cap. */
export interface MessageLimits {
	readonly hourlyMsgs: number;
	readonly weeklyMsgs: number;
}

/** The windows of our own counts that differ from what the account's windows say. */
export function changedCaps(
	account: Account,
	limits: MessageLimits,
	policy: Policy,
	now: number,
): readonly WindowReading[] {
	return CAPS.flatMap(({ window, limit, ...cap }) => {
		const known = account.windows[window];
		const most = limits[limit];
		if (most === 0) {
			const was = known?.source === "local-count" && known.usedRatio > 0;
			return was ? [{ window, usedRatio: 0, resetsAt: null }] : [];
		}
		const next = capOf(account.messages ?? {}, cap, most, thresholdOf(policy, window), now);
		const usedRatio = known?.usedRatio ?? 0;
		const same = usedRatio === next.usedRatio && (known?.resetsAt ?? null) === next.resetsAt;
		return same ? [] : [{ window, ...next }];
	});
}

/**
 * How full a rolling window is. Its reset is when enough of its oldest messages will have left it to be under the
 * threshold; under it, when all will have left. A message leaves when its whole slot is over.
 */
function capOf(
	messages: MessageSlots,
	{ lengthMs, slotMs }: { readonly lengthMs: number; readonly slotMs: number },
	most: number,
	threshold: number,
	now: number,
): Omit<WindowReading, "window"> {
	const inside = Object.entries(messages)
		.map(([start, many]) => ({ began: Number(start) - (Number(start) % slotMs), many }))
		.filter(({ began }) => began <= now && leaves(began) > now)
		.sort((a, b) => a.began - b.began);
	const count = inside.reduce((sum, slot) => sum + slot.many, 0);
	return { usedRatio: count / most, resetsAt: resetOf() };

	function leaves(began: number): number {
		return began + slotMs + lengthMs;
	}

	function resetOf(): number | null {
		let left = count;
		for (const { began, many } of inside) {
			const wasOver = left / most >= threshold;
			left -= many;
			if (wasOver && left / most < threshold) return leaves(began);
		}
		const newest = inside.at(-1);
		return newest === undefined ? null : leaves(newest.began);
	}
}
