import type { Session } from "../../../state/model.ts";
import type { StopDialogState } from "../dialogs/dialog.ts";
import { subjectOf } from "../facts.ts";
import { whatIsCut } from "../present/stop-lines.ts";
import type { Room } from "../room.ts";
import { changeDialog, closeDialog, openDialog, toast, topDialog } from "../view-store.ts";
import { noAnswer } from "./attempt.ts";
import { canUndo } from "./undo.ts";

/** Shows what stopping the session would do. Nothing is done. */
export function openStop(room: Room): void {
	const session = subjectOf(room.frames.store.getState(), room.view.getState());
	if (session === null) return;
	openDialog(room.view, { kind: "stop", session, problem: null, running: false, button: "cancel" });
}

/** Stops it: by force only when the dialog said what that cuts. */
export async function runStop(room: Room): Promise<void> {
	const dialog = current(room);
	if (dialog === null || dialog.running) return;
	const session = known(room, dialog.session);
	if (session === undefined) return;
	const force = whatIsCut(session).length > 0;
	changeDialog(room.view, "stop", (d) => ({ ...d, running: true, problem: null }));
	const reply = await room.client.stop(dialog.session, { force }).catch(noAnswer("D"));
	if (reply.kind === "refused") {
		const { why, remedy } = reply;
		changeDialog(room.view, "stop", (d) => ({ ...d, running: false, problem: { why, remedy } }));
		return;
	}
	if (current(room)?.session === dialog.session) closeDialog(room.view);
	const what = `the stop of ${dialog.session}`;
	canUndo(room, { what, back: (client) => client.restart(dialog.session) });
	toast(room.view, `${dialog.session} is stopped; u undoes that`);
}

/** Lets the session start again. */
export async function restart(room: Room): Promise<void> {
	const session = subjectOf(room.frames.store.getState(), room.view.getState());
	if (session === null) return;
	const reply = await room.client.restart(session);
	if (reply.kind === "done") toast(room.view, `${session} may start again`);
	else toast(room.view, `${reply.why}; ${reply.remedy}`, "warn");
}

function known(room: Room, name: string): Session | undefined {
	return room.frames.store.getState().snapshot.state.sessions[name];
}

function current(room: Room): StopDialogState | null {
	const dialog = topDialog(room.view.getState());
	return dialog?.kind === "stop" ? dialog : null;
}
