import type { Checkpoint, State } from "../../state/model.ts";

/** The checkpoints, newest first. */
export function checkpointList(state: State): readonly Checkpoint[] {
	return [...state.checkpoints].sort((a, b) => b.takenAt - a.takenAt || b.id.localeCompare(a.id));
}
