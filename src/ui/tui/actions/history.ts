import type { Room } from "../room.ts";
import { cursorOf, selectAt } from "../selection.ts";
import { openDialog, toast, topOf } from "../view-store.ts";

/** Lists the switches that ended. */
export function openHistory({ view, frames }: Room): void {
	const ids = frames.store.getState().snapshot.state.switches.map(({ id }) => id);
	openDialog(view, { kind: "history", selected: selectAt(ids, 0) });
}

/** Shows the selected switch: its sessions, and what it rested on. */
export function openPastSwitch({ view, frames, keymap }: Room): void {
	const dialog = topOf(view, "history");
	if (dialog === null) return;
	const ids = frames.store.getState().snapshot.state.switches.map(({ id }) => id);
	const switchId = ids[cursorOf(ids, dialog.selected)];
	if (switchId === undefined)
		toast(view, `no switch has ended yet: ${keymap.keyOf("switch")} plans one`, "warn");
	else openDialog(view, { kind: "past-switch", switchId, scroll: 0 });
}
