import { parseDuration } from "../../engine/config/durations.ts";

const MINUTE_MS = 60_000;

/** What to write where a time is asked for. */
export const TIMES = "write a time of day (18:00), a time from now (+30m) or ISO 8601";

/** Longer than the longest way to a time of day, over a change of the clocks. */
const SEARCHED_MINUTES = 49 * 60;

/**
 * A time to come as people write it: `18:00` (local, the next one), `+30m`, or ISO 8601. Epoch ms; `null` when it is
 * none of these. A time of day that has passed is meant for tomorrow.
 */
export function parseTime(text: string, now: number): number | null {
	if (text.startsWith("+")) {
		const ahead = parseDuration(text.slice(1));
		return ahead === null ? null : now + ahead;
	}
	const clock = /^(\d{1,2}):(\d{2})$/.exec(text);
	if (clock !== null) return nextTimeOfDay(Number(clock[1]), Number(clock[2]), now);
	if (!/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/.test(text)) return null;
	const at = Date.parse(text);
	return Number.isNaN(at) ? null : at;
}

/** The next moment at which a clock on the wall shows that time, or is put forward over it. */
function nextTimeOfDay(hours: number, minutes: number, now: number): number | null {
	if (hours > 23 || minutes > 59) return null;
	const asked = hours * 60 + minutes;
	const start = now - (now % MINUTE_MS);
	let before = minuteOfDay(start);
	for (let n = 1; n <= SEARCHED_MINUTES; n++) {
		const at = start + n * MINUTE_MS;
		const shown = minuteOfDay(at);
		if (shown === asked || (before < asked && asked < shown)) return at;
		before = shown;
	}
	return null;
}

function minuteOfDay(at: number): number {
	const clock = new Date(at);
	return clock.getHours() * 60 + clock.getMinutes();
}
