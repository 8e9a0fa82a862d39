import type { Event } from "./events.ts";
import type { State } from "./model.ts";

/** Applies checkpoint events; newest first. */
export function reduceCheckpoints(state: State, event: Event): State {
	if (event.type === "checkpoint.taken") {
		return { ...state, checkpoints: [event.checkpoint, ...state.checkpoints] };
	}
	if (event.type === "checkpoint.pruned") {
		const gone = new Set(event.ids);
		return { ...state, checkpoints: state.checkpoints.filter((c) => !gone.has(c.id)) };
	}
	return state;
}
