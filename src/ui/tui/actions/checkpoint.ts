import { subjectsOf } from "../facts.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";
import { sayRefused } from "./attempt.ts";
import { onEach, sayWhatBecame } from "./several.ts";

/** Takes a checkpoint of the session, or of each that is marked. */
export async function takeCheckpoint(room: Room): Promise<void> {
	const sessions = subjectsOf(room.frames.store.getState(), room.view.getState());
	const [only] = sessions;
	if (sessions.length === 1 && only !== undefined) {
		const reply = await room.client.checkpoints.take(only);
		if (reply.kind === "taken") toast(room.view, `checkpoint taken: ${plain(reply.checkpoint.id)}`);
		else sayRefused(room, reply);
		return;
	}
	const { done, not } = await onEach(sessions, (name) => room.client.checkpoints.take(name));
	sayWhatBecame(room, `${done.length} checkpoints taken`, not);
}
