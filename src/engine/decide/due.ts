import type { ScheduledSwitch, State } from "../../state/model.ts";

export type DueDecision =
	| { readonly kind: "wait" }
	| { readonly kind: "run"; readonly scheduled: ScheduledSwitch }
	| { readonly kind: "missed"; readonly scheduled: ScheduledSwitch; readonly why: string };

/** A scheduled switch that could not begin within this time (ms) is not begun: nobody counts on it any more. */
export const LATE_MS = 5 * 60_000;

/** What is to be done about the scheduled switch now. While all is paused, or another one is open, it is held. Pure. */
export function decideDue(state: State, now: number): DueDecision {
	const scheduled = state.scheduled ?? null;
	if (scheduled === null || now < scheduled.at) return { kind: "wait" };
	if (now - scheduled.at > LATE_MS) {
		return { kind: "missed", scheduled, why: whyMissed(state, now - scheduled.at) };
	}
	if (state.dispatch.all || state.openSwitch !== null) return { kind: "wait" };
	return { kind: "run", scheduled };
}

function whyMissed(state: State, lateMs: number): string {
	const late = `its time was ${Math.floor(lateMs / 60_000)} min ago`;
	if (state.dispatch.all) return `${late}, and automatic switching is paused`;
	if (state.openSwitch !== null) return `${late}, and another switch is open`;
	return `${late}, and no engine ran then or another switch was open`;
}
