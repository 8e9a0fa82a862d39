import type { PaneId } from "../layout.ts";
import { listOf } from "../listed.ts";
import type { Room } from "../room.ts";
import { typed } from "../text-field.ts";
import { closeTop, openDialog } from "../view-store.ts";

/** Opens the line in which the filter of the focused pane is written. */
export function openFilter({ view }: Room): void {
	const { focus, filters } = view.getState();
	const pane = listOf(focus);
	const field = typed({ text: "", cursor: 0 }, filters[pane]);
	openDialog(view, { kind: "filter", pane, field });
}

/** Lists everything again, and closes the line. */
export function clearFilter(room: Room): void {
	setFilter(room, listOf(room.view.getState().focus), "");
	closeTop(room.view);
}

/** Takes the marks away if there are any, else ends the filter of the focused pane, else the zoom. */
export function back(room: Room): void {
	const { focus, filters, marked } = room.view.getState();
	if (marked.length > 0) {
		room.view.setState({ marked: [] });
		return;
	}
	const pane = listOf(focus);
	if (filters[pane] === "") room.view.setState({ zoomed: false });
	else setFilter(room, pane, "");
}

export function setFilter({ view }: Room, pane: PaneId, filter: string): void {
	view.setState(({ filters }) => ({ filters: { ...filters, [pane]: filter } }));
}
