import { selectAccounts, selectQueue } from "../../../state/select.ts";
import type { Frame } from "../frame-store.ts";
import type { PaneId } from "../layout.ts";
import { listedEvents } from "../present/event-row.ts";

/** The ids of the rows of a pane, from top to bottom. */
export function idsOf(pane: PaneId, frame: Frame): readonly string[] {
	const { state, recent } = frame.snapshot;
	switch (pane) {
		case "sessions":
		case "preview":
			return frame.sessionOrder;
		case "quota":
			return selectAccounts(state).map((account) => account.name);
		case "queue":
			return selectQueue(state).map((task) => task.id);
		default:
			return listedEvents(recent).map((record) => String(record.seq));
	}
}

/** The pane whose selection moves when the keys are on `pane`: the preview shows the selected session. */
export function listOf(pane: PaneId): PaneId {
	return pane === "preview" ? "sessions" : pane;
}
