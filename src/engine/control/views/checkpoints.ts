import type { Checkpoint, State } from "../../../state/model.ts";
import { SCHEMA_VERSION, type Versioned } from "./schema-version.ts";

export interface CheckpointsView extends Versioned {
	readonly checkpoints: readonly Checkpoint[];
}

/** All checkpoints, newest first; of one session when it is named. `takenAt` is in epoch milliseconds. */
export function checkpointsView(state: State, session: string | null = null): CheckpointsView {
	return {
		schemaVersion: SCHEMA_VERSION,
		checkpoints: state.checkpoints
			.filter((checkpoint) => session === null || checkpoint.session === session)
			.sort((a, b) => b.takenAt - a.takenAt || b.id.localeCompare(a.id)),
	};
}
