import { idsOf, listOf } from "../listed.ts";
import type { Room } from "../room.ts";
import { cursorOf, selectAt } from "../selection.ts";
import { select, topDialog } from "../view-store.ts";

/** From the first key on, the selected row is the one that was under the cursor, wherever it moves. */
export function pinSelection(room: Room): void {
	const view = room.view.getState();
	const pane = listOf(view.focus);
	const selected = view.selected[pane];
	if (topDialog(view) !== undefined || selected.id !== null) return;
	if (pane === "events" && view.follows) return;
	const ids = idsOf(pane, room.frames.store.getState(), view.filters);
	if (ids.length > 0) select(room.view, pane, selectAt(ids, cursorOf(ids, selected)));
}
