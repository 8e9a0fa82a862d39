import { type Assignment, canTakeTask, decideDispatch } from "../decide/dispatch.ts";
import type { EngineParts } from "../parts.ts";
import type { Pool } from "../pool/pool.ts";
import { followTasks } from "../queue/follow.ts";
import { giveTask } from "../queue/give.ts";
import { scanInboxes } from "../queue/inbox.ts";
import type { Loop } from "../supervisor.ts";

/** A file that is still being written is looked at again after this long. */
const SETTLE_MS = 600;

/** Finds tasks, gives them to idle autonomous sessions, and follows them to their end. */
export function dispatcher(parts: EngineParts, pool: Pool): Loop {
	const refused = new Map<string, string>();
	const give = (assignment: Assignment): Promise<boolean | null> =>
		pool.exclusively(assignment.session, async () => {
			// Giving one task takes a moment: look again before the next.
			const state = parts.recorder.state();
			const session = state.sessions[assignment.session];
			const can = session !== undefined && canTakeTask(state, session, parts.clock.now());
			return state.dispatch.paused || !can ? true : giveTask(parts, pool, assignment);
		});
	/** A task that cannot be given out keeps no session from the others. */
	const dispatch = async (signal: AbortSignal): Promise<void> => {
		const blocked = new Set<string>();
		for (let before = -1; before < blocked.size; ) {
			before = blocked.size;
			const { recorder, clock } = parts;
			for (const one of decideDispatch(recorder.state(), clock.now(), blocked).assignments) {
				if (signal.aborted) return;
				if ((await give(one)) === false) blocked.add(one.task);
			}
		}
	};
	return {
		name: "dispatcher",
		everyMs: 5_000,
		async tick(signal) {
			const unsettled = await scanInboxes(parts, refused);
			if (unsettled) {
				void parts.clock.sleep(SETTLE_MS, signal).then(() => parts.poke("dispatcher"));
			}
			await followTasks(parts);
			await dispatch(signal);
		},
	};
}
