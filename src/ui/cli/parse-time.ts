import { parseDuration } from "../../engine/config/durations.ts";

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

function nextTimeOfDay(hours: number, minutes: number, now: number): number | null {
	if (hours > 23 || minutes > 59) return null;
	const at = new Date(now);
	at.setHours(hours, minutes, 0, 0);
	if (at.getTime() <= now) at.setDate(at.getDate() + 1);
	return at.getTime();
}
