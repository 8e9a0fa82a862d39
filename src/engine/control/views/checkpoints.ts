import * as z from "zod";
import type { State } from "../../../state/model.ts";
import { Checkpoint, CheckpointContent } from "../shapes/checkpoint.ts";
import { CheckpointComparison } from "../shapes/comparison.ts";
import { RestorePlan } from "../shapes/restore.ts";
import { list } from "../shapes/units.ts";
import { SCHEMA_VERSION } from "./schema-version.ts";
import { versioned } from "./versioned.ts";

export const CheckpointsView = versioned({
	checkpoints: list(Checkpoint).describe("Newest first"),
}).meta({ id: "Checkpoints" });
export type CheckpointsView = z.infer<typeof CheckpointsView>;

/** What a checkpoint holds. */
export const CheckpointView = versioned({ content: CheckpointContent });
export type CheckpointView = z.infer<typeof CheckpointView>;

/** What there is now of what a checkpoint tells. */
export const ComparedView = versioned({ comparison: CheckpointComparison });
export type ComparedView = z.infer<typeof ComparedView>;

/** The checkpoint that was taken. */
export const TakenView = versioned({ checkpoint: Checkpoint });
export type TakenView = z.infer<typeof TakenView>;

/** What a restore would do. */
export const PlannedRestoreView = versioned({ plan: RestorePlan });
export type PlannedRestoreView = z.infer<typeof PlannedRestoreView>;

/** The restore that was begun. */
export const RestoredView = versioned({
	session: z.string(),
	account: z.string(),
	conversation: z.string().describe("The one that it goes on with, or the new one"),
});
export type RestoredView = z.infer<typeof RestoredView>;

/** All checkpoints, newest first; of one session when it is named. */
export function checkpointsView(state: State, session: string | null = null): CheckpointsView {
	return {
		schemaVersion: SCHEMA_VERSION,
		checkpoints: state.checkpoints
			.filter((checkpoint) => session === null || checkpoint.session === session)
			.sort((a, b) => b.takenAt - a.takenAt || b.id.localeCompare(a.id)),
	};
}
