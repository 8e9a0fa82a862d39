import { watched } from "../facts.ts";
import type { Room } from "../room.ts";
import { openDialog } from "../view-store.ts";

/** Shows how the switch that is under way goes on, or how the last one went. */
export function watch(room: Room): void {
	const found = watched(room.frames.store.getState().snapshot.state);
	if (found !== null) watchSwitch(room, found.id);
}

/** Shows how a switch goes on. */
export function watchSwitch({ view }: Room, switchId: string): void {
	openDialog(view, { kind: "progress", switchId, scroll: 0 });
}
