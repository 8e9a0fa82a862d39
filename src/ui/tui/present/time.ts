const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const two = (n: number): string => String(n).padStart(2, "0");

/** The time of day in the local zone, `14:32`. */
export function clock(at: number): string {
	const date = new Date(at);
	return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

/** The time of day with seconds, `14:32:07`. */
export function clockSeconds(at: number): string {
	return `${clock(at)}:${two(new Date(at).getSeconds())}`;
}

/** Day and time, `03-14 14:32`; the day is left out when it is the day of `now`. */
export function dayClock(at: number, now: number): string {
	const date = new Date(at);
	if (date.toDateString() === new Date(now).toDateString()) return clockSeconds(at);
	return `${two(date.getMonth() + 1)}-${two(date.getDate())} ${clock(at)}`;
}

/** A length of time in one word, rounded so that it changes once a minute at most: `now`, `4m`, `2h`, `3d`. */
export function age(ms: number): string {
	const minutes = Math.round(ms / MINUTE);
	if (minutes < 1) return "now";
	if (minutes < 60) return `${minutes}m`;
	if (ms < 2 * DAY) return `${Math.floor(ms / HOUR)}h`;
	return `${Math.floor(ms / DAY)}d`;
}

/** The time until something happens, rounded to minutes: `2h05m`, `14m`, `3d4h`; not 0 before it does. */
export function countdown(ms: number): string {
	const minutes = Math.max(ms > 0 ? 1 : 0, Math.round(ms / MINUTE));
	if (minutes < 60) return `${minutes}m`;
	const hours = Math.floor(minutes / 60);
	if (hours < 48) return `${hours}h${two(minutes % 60)}m`;
	return `${Math.floor(hours / 24)}d${hours % 24}h`;
}

/** Seconds for what runs now: `12 s`, `3 min 05 s`. */
export function elapsed(ms: number): string {
	const seconds = Math.max(0, Math.floor(ms / SECOND));
	if (seconds < 60) return `${seconds} s`;
	return `${Math.floor(seconds / 60)} min ${two(seconds % 60)} s`;
}

/** The last whole minute: what rows use as "now", so that they are drawn again once a minute only. */
export function minuteOf(now: number): number {
	return Math.floor(now / MINUTE) * MINUTE;
}
