import { age, clock } from "../../tui/present/time.ts";

/** How long since then: `now`, `4m`, `3h`; `-` when not known. */
export function since(at: number | null, now: number): string {
	return at === null ? "-" : age(now - at);
}

/** The same as part of a sentence: `4m ago`, `now`. */
export function ago(at: number, now: number): string {
	const text = since(at, now);
	return text === "now" ? text : `${text} ago`;
}

/** The local time of day, with the date when it is another day than `now`; `-` when not known. */
export function moment(at: number | null, now: number): string {
	if (at === null) return "-";
	const date = new Date(at);
	if (date.toDateString() === new Date(now).toDateString()) return clock(at);
	const parts = [date.getFullYear(), date.getMonth() + 1, date.getDate()];
	return `${parts.map((part) => String(part).padStart(2, "0")).join("-")} ${clock(at)}`;
}
