import type { Event } from "./events.ts";
import type { Returning, State } from "./model.ts";

/** Applies what is said of tasks whose files are put back into the inbox. */
export function reduceReturning(state: State, event: Event): State {
	switch (event.type) {
		case "task.returning": {
			const { type: _, task, ...how } = event;
			return { ...state, returning: { ...state.returning, [task]: how } };
		}
		case "task.returned":
		case "task.ended":
		case "task.removed":
			return forget(state, event.task);
		case "clock.jumped":
			return state.returning === undefined
				? state
				: { ...state, returning: shifted(state.returning, event.byMs) };
		default:
			return state;
	}
}

function forget(state: State, task: string): State {
	if (state.returning?.[task] === undefined) return state;
	const { [task]: _done, ...returning } = state.returning;
	return { ...state, returning };
}

/** The pause before the next attempt moves along with the clock. */
function shifted(
	returning: Readonly<Record<string, Returning>>,
	byMs: number,
): Readonly<Record<string, Returning>> {
	const moved = Object.entries(returning).map(([task, how]) => {
		const { notBefore } = how;
		return [task, notBefore === undefined ? how : { ...how, notBefore: notBefore + byMs }] as const;
	});
	return Object.fromEntries(moved);
}
