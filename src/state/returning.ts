import type { Event } from "./events.ts";
import type { OnItsWay, State, Task } from "./model.ts";

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

/**
 * What is to be recorded of a task whose file is on its way back; `null`: it is not. An older version that finished this
 * knew nothing of the intent, and left it here: it says nothing of a later attempt.
 */
export function returningOf({ returning }: Pick<State, "returning">, task: Task): OnItsWay | null {
	const how = returning?.[task.id];
	if (how === undefined || task.state !== "running") return null;
	return (how.attempt ?? task.attempt) === task.attempt ? how : null;
}

function forget(state: State, task: string): State {
	if (state.returning?.[task] === undefined) return state;
	const { [task]: _done, ...returning } = state.returning;
	return { ...state, returning };
}

/** The pause before the next attempt moves along with the clock. */
function shifted(
	returning: Readonly<Record<string, OnItsWay>>,
	byMs: number,
): Readonly<Record<string, OnItsWay>> {
	const moved = Object.entries(returning).map(([task, how]) => {
		const { notBefore } = how;
		return [task, notBefore === undefined ? how : { ...how, notBefore: notBefore + byMs }] as const;
	});
	return Object.fromEntries(moved);
}
