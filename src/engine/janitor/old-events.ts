import { isClockDoubted } from "../../state/doubted-clock.ts";
import { type Duty, found, nothing } from "./duty.ts";

const DAY_MS = 24 * 3_600_000;

/** Events are kept this long; the state holds what came of them. */
const KEPT_MS = 30 * DAY_MS;

/** Finds old rows of the journal, a day's worth at a time: to count them, all that are kept must be looked at. */
export const oldEvents: Duty = async ({ recorder, clock }) => {
	const now = clock.now();
	if (isClockDoubted(recorder.state(), now)) return nothing;
	const first = recorder.firstAt();
	// One from the future was written under a wrong clock, and says nothing of those after it.
	if (first === null || (first <= now && now - first < KEPT_MS + DAY_MS)) return nothing;
	const before = now - KEPT_MS;
	const count = recorder.prunable(before);
	if (count === 0) return nothing;
	const why = "older than 30d";
	return found({ kind: "events", name: `${count} events`, count, before, why, ageMs: now - first });
};
