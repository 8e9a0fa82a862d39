import { subjectOf } from "../facts.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { emptyField } from "../text-field.ts";
import { changeDialog, openDialog, toast, topOf } from "../view-store.ts";
import { closeDone, refuseIn } from "./answered.ts";
import { noAnswer } from "./attempt.ts";
import { beginForGood } from "./undo.ts";

/** Opens a line for the session. */
export function openSend(room: Room): void {
	const session = subjectOf(room.frames.store.getState(), room.view.getState());
	if (session === null) return;
	const fresh = { field: emptyField, problem: null, running: false } as const;
	openDialog(room.view, { kind: "send", session, ...fresh });
}

/** Sends the line once; the dialog stays with the reason when it was not sent, or nobody knows. */
export async function runSend(room: Room): Promise<void> {
	const dialog = topOf(room.view, "send");
	if (dialog === null || dialog.running) return;
	const { session, field } = dialog;
	if (field.text.trim() === "") {
		toast(room.view, "there is nothing to send; esc goes back", "warn");
		return;
	}
	changeDialog(room.view, dialog, (d) => ({ ...d, running: true, problem: null }));
	beginForGood(room);
	const reply = await room.client.send(session, field.text).catch(noAnswer("i"));
	if (reply.kind === "accepted") {
		closeDone(room, dialog);
		toast(room.view, `${session} began a turn with it`);
		return;
	}
	refuseIn(room, dialog, `the line for ${plain(session)}`, reply);
}
