import type { Event } from "./events.ts";
import type { State } from "./model.ts";

/** A leap ahead of over so much makes things much older at once than they may be. */
export const LEAP_MS = 24 * 3_600_000;

/** A clock that went on for so long since is right, or somebody would have set it. */
const TRUSTED_AFTER_MS = 24 * 3_600_000;

/** Notes when the clock was last found far ahead of all that is known of the time. */
export function reduceClockDoubt(state: State, event: Event, at: number): State {
	const leapt = event.type === "clock.jumped" || event.type === "clock.doubted";
	if (!leapt || event.byMs <= LEAP_MS) return state;
	return { ...state, clockDoubtedAt: at };
}

/** Whether nothing may be removed for its age: the clock leapt ahead, and was not set back nor went on for a day since. */
export function isClockDoubted({ clockDoubtedAt: at }: State, now: number): boolean {
	return at !== undefined && Math.abs(now - at) < TRUSTED_AFTER_MS;
}
