import { canTakeTask, decideDispatch } from "../decide/dispatch.ts";
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
	return {
		name: "dispatcher",
		everyMs: 5_000,
		async tick(signal) {
			const unsettled = await scanInboxes(parts, refused);
			if (unsettled) {
				void parts.clock.sleep(SETTLE_MS, signal).then(() => parts.poke("dispatcher"));
			}
			await followTasks(parts);
			const { assignments } = decideDispatch(parts.recorder.state(), parts.clock.now());
			for (const assignment of assignments) {
				if (signal.aborted) return;
				await pool.exclusively(assignment.session, async () => {
					// Giving one task takes a moment: look again before the next.
					const state = parts.recorder.state();
					const session = state.sessions[assignment.session];
					if (state.dispatch.paused || session === undefined) return;
					if (!canTakeTask(state, session, parts.clock.now())) return;
					await giveTask(parts, pool, assignment);
				});
			}
		},
	};
}
