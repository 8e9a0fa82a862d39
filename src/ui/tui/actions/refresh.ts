import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";
import { sayRefused } from "./attempt.ts";

/** Has the engine look at everything now that may be looked at; what is new shows by itself. */
export async function refresh(room: Room): Promise<void> {
	const reply = await room.client.refresh();
	if (reply.kind === "refused") sayRefused(room, reply);
	else toast(room.view, "sessions and tasks are looked at now; quota when its poll is due");
}
