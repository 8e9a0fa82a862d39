import type { QuotaWindow } from "./model.ts";

/** Two readings of one window whose reset times differ by less than this (ms) belong to one period. */
export const SAME_PERIOD_MS = 90_000;

/** Model families that the program's own window names tell (`seven_day_opus`, seen on 2.1.330). */
const FAMILIES = ["opus", "sonnet", "haiku", "fable"] as const;

const OF_MODEL = new RegExp(`^(?:five_hour|seven_day)_(${FAMILIES.join("|")})$`);

/** What is paid for beyond the subscription, and what other programs use: no session is held by it. */
const BESIDE: ReadonlySet<string> = new Set(["extra_usage", "spend_limit", "seven_day_oauth_apps"]);

/**
 * The model family whose use alone a window counts, by its name; `null`: it counts all use. Names that nobody has seen
 * yet count all: who was cut by such a window must not be taken for one that may go on.
 */
export function modelOfWindow(window: string): string | null {
	return OF_MODEL.exec(window)?.[1] ?? null;
}

/** Whether a window counts use beside that of the subscription's sessions: it is shown, and no reading of it decides. */
export function isBeside(window: string): boolean {
	return BESIDE.has(window);
}

/** Whether a session that uses `model` (an id or a family) is bound by a window. `null`: only by those of all models. */
export function binds(window: QuotaWindow, model: string | null): boolean {
	// No reading makes it spent: a turn was cut by it.
	if (isBeside(window.window) && !window.spent) return false;
	const family = familyOf(window);
	return family === null || isOfFamily(model, family);
}

/** The model family whose use alone a window counts; `null`: it counts all use. */
export function familyOf(window: QuotaWindow): string | null {
	return window.model ?? modelOfWindow(window.window);
}

/** Whether a model (by its id, such as `claude-opus-5-5`) is of a family. What is not known is of none. */
export function isOfFamily(model: string | null, family: string): boolean {
	return (model ?? "").toLowerCase().includes(family);
}

/** Windows that count whole weeks share one threshold. */
export function isWeekly(window: string): boolean {
	return window.startsWith("seven_day") || window.startsWith("weekly");
}

/** A reset that is promised for later than so many periods is a mistake of its source. */
const MOST_PERIODS = 2;

/** The reset of a window (epoch ms) as far as it can be true; `null`: not known. */
export function plausibleReset(
	window: string,
	resetsAt: number | null,
	observedAt: number,
): number | null {
	if (resetsAt === null) return null;
	return resetsAt - observedAt > MOST_PERIODS * periodOf(window) ? null : resetsAt;
}

const HOUR_MS = 3_600_000;

/** How long a period of a window is (ms). */
export function periodOf(window: string): number {
	if (isWeekly(window)) return 7 * 24 * HOUR_MS;
	return window.startsWith("hourly") ? HOUR_MS : 5 * HOUR_MS;
}
