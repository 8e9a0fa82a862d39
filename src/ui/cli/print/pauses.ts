import type { Dispatch } from "../../../state/model.ts";
import { moment } from "./times.ts";

/** Whether tasks are given out, in words; which projects' are not, and until when. */
export function dispatchWords(dispatch: Dispatch, now: number): string {
	const projects = Object.entries(dispatch.projects ?? {}).toSorted(([a], [b]) => (a < b ? -1 : 1));
	const each = projects.map(([path, { until }]) => `${path}${untilWords(until, now)}`);
	const own = each.length === 0 ? "" : `; paused of themselves: ${each.join(", ")}`;
	if (!dispatch.paused) return `on${own}`;
	const what = dispatch.all ? "paused, automatic switching too" : "paused";
	return `${what}${untilWords(dispatch.until, now)}${own}`;
}

/** ` until 18:00`; nothing for a pause that only a person ends. */
export function untilWords(until: number | null | undefined, now: number): string {
	return until == null ? "" : ` until ${moment(until, now)}`;
}
