import { accountOf, subjectOf } from "../facts.ts";
import type { Frame } from "../frame-store.ts";
import { idsOf, listOf } from "../listed.ts";
import { plain } from "../present/plain.ts";
import type { Room, Terminal } from "../room.ts";
import { cursorOf } from "../selection.ts";
import { toast, type View } from "../view-store.ts";

/** Copies the id of what is selected: the conversation of a session, a task, an account. */
export function copy(room: Room, terminal: Terminal): void {
	const id = idToCopy(room.frames.store.getState(), room.view.getState());
	if (id === null) {
		toast(room.view, "there is nothing here to copy", "warn");
		return;
	}
	terminal.copy(id);
	toast(room.view, `copied ${plain(id)}`);
}

function idToCopy(frame: Frame, view: View): string | null {
	const pane = listOf(view.focus);
	if (pane === "quota") return accountOf(frame, view);
	if (pane === "queue") {
		const ids = idsOf(pane, frame, view.filters);
		return ids[cursorOf(ids, view.selected.queue)] ?? null;
	}
	const session = frame.snapshot.state.sessions[subjectOf(frame, view) ?? ""];
	return session === undefined ? null : (session.conversation ?? session.name);
}
