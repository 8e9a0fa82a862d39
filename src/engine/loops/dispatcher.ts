import { type Assignment, canTakeTask, decideDispatch } from "../decide/dispatch.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { followTasks } from "../queue/follow.ts";
import { giveTask } from "../queue/give.ts";
import { scanInboxes } from "../queue/scan.ts";
import type { Loop } from "../supervisor.ts";

/** A file that is still being written is looked at again after this long. */
const SETTLE_MS = 600;

/** A task that could not be given out is tried again after this long. */
const HOLD_MS = 30_000;

/** Finds tasks, gives them to idle autonomous sessions, and follows them to their end. */
export function dispatcher(parts: EngineParts, pool: Pool): Loop {
	const give = (assignment: Assignment): Promise<boolean | null> =>
		pool.exclusively(assignment.session, async () => {
			// Giving one task takes a moment: look again before the next.
			const state = parts.recorder.state();
			const session = state.sessions[assignment.session];
			const can = session !== undefined && canTakeTask(state, session, parts.clock.now());
			return state.dispatch.paused || !can ? true : giveTask(parts, pool, assignment);
		});
	let looks = 0;
	const held = new Map<string, number>();
	/** A task that cannot be given out keeps no session from the others. */
	const giveOrHold = async (one: Assignment): Promise<void> => {
		if ((await give(one)) === false) held.set(one.task, parts.clock.monotonic() + HOLD_MS);
	};
	const dispatch = async (signal: AbortSignal): Promise<void> => {
		const { recorder, clock } = parts;
		const now = clock.now();
		for (const [task, until] of held) if (until <= clock.monotonic()) held.delete(task);
		for (let before = -1; before < held.size; ) {
			before = held.size;
			const decision = decideDispatch(recorder.state(), now, new Set(held.keys()));
			for (const one of decision.assignments) if (!signal.aborted) await giveOrHold(one);
		}
		sayWhatTheyWaitFor(parts);
	};
	return {
		name: "dispatcher",
		everyMs: 5_000,
		async tick(signal) {
			looks += 1;
			const unsettled = await scanInboxes(parts, looks);
			if (unsettled) {
				void parts.clock.sleep(SETTLE_MS, signal).then(() => parts.poke("dispatcher"));
			}
			// A task whose process lives unrecorded has begun: taken for one that never did, it would run twice.
			if (!(await pool.takeUpUnrecorded())) return;
			await followTasks(parts);
			await dispatch(signal);
		},
	};
}

/** Once for each reason; a share that only grows is no other one. */
function sayWhatTheyWaitFor({ recorder, clock }: EngineParts): void {
	const state = recorder.state();
	const why = decideDispatch(state, clock.now()).waitsFor;
	const known = state.dispatch.waitsFor ?? null;
	const bare = (text: string | null): string => (text ?? "").replace(/\d+ %/g, "");
	if ((why === null) !== (known === null) || bare(why) !== bare(known)) {
		recorder.commit({ type: "dispatch.waits", why });
	}
}
