import type { Checkpoint, State } from "../../state/model.ts";
import { onceFor } from "../../state/once-for.ts";
import type { CheckpointsDialogState } from "./dialogs/dialog.ts";
import { cursorOf } from "./selection.ts";

const sorted = onceFor((all: State["checkpoints"]) =>
	[...all].sort((a, b) => b.takenAt - a.takenAt || b.id.localeCompare(a.id)),
);

/** The checkpoints, newest first; `of` one session when it is named. */
export function checkpointList(
	{ checkpoints }: Pick<State, "checkpoints">,
	of: string | null = null,
): readonly Checkpoint[] {
	const all = sorted(checkpoints);
	return of === null ? all : all.filter(({ session }) => session === of);
}

/** The checkpoint that is selected in the list of a dialog. */
export function selectedCheckpoint(
	state: Pick<State, "checkpoints">,
	{ of, selected }: Pick<CheckpointsDialogState, "of" | "selected">,
): Checkpoint | undefined {
	const list = checkpointList(state, of);
	const ids = list.map(({ id }) => id);
	return list[cursorOf(ids, selected)];
}
