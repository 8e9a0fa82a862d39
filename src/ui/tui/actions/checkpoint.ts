import { subjectsOf } from "../facts.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";
import { sayRefused } from "./attempt.ts";
import { hiddenWords, onEach, sayWhatBecame } from "./several.ts";

/** Takes a checkpoint of the session, or of each that is marked. */
export async function takeCheckpoint(room: Room): Promise<void> {
	const sessions = subjectsOf(room.frames.store.getState(), room.view.getState());
	const [only] = sessions;
	const hidden = hiddenWords(room);
	if (sessions.length === 1 && only !== undefined) {
		const reply = await room.client.checkpoints.take(only);
		if (reply.kind === "taken")
			toast(room.view, `checkpoint taken: ${plain(reply.checkpoint.id)}${hidden}`);
		else sayRefused(room, reply);
		return;
	}
	const { done, not } = await onEach(sessions, room.keymap.keyOf("take-checkpoint"), (name) =>
		room.client.checkpoints.take(name),
	);
	const count = done.length === 1 ? "1 checkpoint" : `${done.length} checkpoints`;
	sayWhatBecame(room, `${count} taken${hidden}`, not);
}
