import { reduceAccounts } from "./accounts.ts";
import { reduceCheckpoints } from "./checkpoints.ts";
import { reduceClock } from "./clock.ts";
import { reduceClockDoubt } from "./doubted-clock.ts";
import type { Event } from "./events.ts";
import { reduceHealth } from "./health.ts";
import { reduceMessages } from "./messages.ts";
import type { State } from "./model.ts";
import { reduceRefusedFiles } from "./refused-files.ts";
import { reduceReturning } from "./returning.ts";
import { reduceSessions } from "./sessions.ts";
import { reduceSwitches } from "./switches.ts";
import { reduceTasks } from "./tasks.ts";

/** The one reducer: the state after `event`, which happened at `at` (epoch ms). Pure. */
export function reduce(state: State, event: Event, at: number): State {
	let next = reduceClock(reduceHealth(state, event, at), event);
	next = reduceClockDoubt(next, event, at);
	next = reduceAccounts(next, event, at);
	next = reduceMessages(next, event, at);
	next = reduceSessions(next, event, at);
	next = reduceRefusedFiles(reduceTasks(next, event, at), event, at);
	next = reduceReturning(next, event);
	next = reduceSwitches(next, event, at);
	return reduceCheckpoints(next, event);
}
