import type { DispatchDecision } from "../../../src/engine/decide/dispatch.ts";
import type { Event } from "../../../src/state/events.ts";
import type { State } from "../../../src/state/model.ts";
import { selectWaits, type Wait } from "../../../src/state/waits.ts";
import { NOW, replay } from "../../support/state-builder.ts";

/** What each task that is not given out by a decision is told that it waits for once the others are, by id. */
export function waitsAfter(
	state: State,
	{ assignments, wants }: DispatchDecision,
): ReadonlyMap<string, Wait> {
	const claims = assignments.map(({ task, session }): Event => {
		const { file = "", attempt = 0 } = state.tasks.get(task) ?? {};
		const where = { file: `${file}.dispatched`, session, conversation: "c", nonce: "n" };
		return { type: "task.claimed", task, attempt: attempt + 1, ...where };
	});
	const after = replay(state, ...claims, { type: "dispatch.waits", why: null, wants });
	const waitOf = selectWaits(after, NOW);
	const waits = [...after.tasks.values()].map((task) => [task.id, waitOf(task)] as const);
	return new Map(waits.flatMap(([id, wait]) => (wait === null ? [] : [[id, wait] as const])));
}
