import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";
import { sayRefused } from "./attempt.ts";

/** Has the engine look at everything now; what is new shows by itself. */
export async function refresh(room: Room): Promise<void> {
	const reply = await room.client.refresh();
	if (reply.kind === "refused") sayRefused(room, reply);
	else toast(room.view, "sessions, tasks and quota are looked at now; polls keep to their budget");
}
