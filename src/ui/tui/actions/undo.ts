import type { Room } from "../room.ts";
import { toast, type Undo } from "../view-store.ts";
import { sayRefused } from "./attempt.ts";

/** Keeps how the last act is taken back. */
export function canUndo(room: Room, undo: Undo): void {
	room.view.setState({ undo });
}

/** Takes back the last act, once. */
export async function undo(room: Room): Promise<void> {
	const last = room.view.getState().undo;
	if (last === null) return;
	room.view.setState({ undo: null });
	const reply = await last.back(room.client);
	if (reply.kind === "done") toast(room.view, `${last.what} is undone`);
	else sayRefused(room, reply);
}
