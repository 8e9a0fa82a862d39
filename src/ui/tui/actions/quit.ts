import type { Room } from "../room.ts";
import { openDialog } from "../view-store.ts";

/** Quits at once when the daemon goes on without this window; else asks, and a second press is a yes. */
export function quit(room: Room): void {
	const asked = room.view.getState().dialogs.some((dialog) => dialog.kind === "quit");
	const { link } = room.frames.store.getState();
	if (asked || link.kind !== "here") room.quit();
	else openDialog(room.view, { kind: "quit", button: "cancel" });
}
