import type { Event } from "./events.ts";
import type { State } from "./model.ts";

/** Applies what is said of a file in an inbox that is no task. */
export function reduceRefusedFiles(state: State, event: Event, at: number): State {
	switch (event.type) {
		case "file.refused": {
			const { file, project, why } = event;
			return {
				...state,
				refusedFiles: { ...state.refusedFiles, [file]: { file, project, why, at } },
			};
		}
		case "file.settled": {
			const { [event.file]: _settled, ...refusedFiles } = state.refusedFiles ?? {};
			return { ...state, refusedFiles };
		}
		default:
			return state;
	}
}
