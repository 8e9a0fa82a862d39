import type { WindowName } from "../world-model.ts";

function zoneName(): string {
	return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

/** "2:04pm", or "Nov 25, 11:23pm" when it is more than a day away (seen on 2.1.330). */
export function clockText(at: number, now = Date.now()): string {
	const date = new Date(Math.ceil(at / 60_000) * 60_000);
	const hour = date.getHours() % 12 === 0 ? 12 : date.getHours() % 12;
	const minutes = date.getMinutes();
	const half = date.getHours() < 12 ? "am" : "pm";
	const time = `${hour}${minutes === 0 ? "" : `:${String(minutes).padStart(2, "0")}`}${half}`;
	if (at - now < 86_400_000) return time;
	const month = date.toLocaleString("en-US", { month: "short" });
	return `${month} ${date.getDate()}, ${time}`;
}

/** "2:04pm (UTC)". */
export function resetText(at: number): string {
	return `${clockText(at)} (${zoneName()})`;
}

const NAMES: Readonly<Record<WindowName, string>> = {
	five_hour: "5-hour",
	seven_day: "weekly",
	seven_day_opus: "Opus",
	seven_day_sonnet: "Sonnet",
};

/** What the program says at the wall: "5-hour", not "session" (seen on 2.1.330). */
export function limitText(window: WindowName, resetsAt: number): string {
	return `You've hit your ${NAMES[window]} limit · resets ${resetText(resetsAt)}`;
}

/** Epoch seconds, as headers carry them. Rounded up: the window is open again at that second. */
export function epochSeconds(ms: number): number {
	return Math.ceil(ms / 1000);
}
