import type { State, Switch } from "../../state/model.ts";
import type { Frame } from "./frame-store.ts";
import type { Facts } from "./keymap.ts";
import { listedAccounts, listedSessions } from "./listed.ts";
import type { Room } from "./room.ts";
import { cursorOf } from "./selection.ts";
import { topDialog, type View } from "./view-store.ts";

/** The session that the keys are about: the open one, else the selected one. */
export function subjectOf(frame: Frame, view: View): string | null {
	const dialog = topDialog(view);
	if (dialog !== undefined && "session" in dialog) return dialog.session;
	const listed = listedSessions(frame, view.filters.sessions);
	return listed[cursorOf(listed, view.selected.sessions)] ?? null;
}

/** The switch that is under way, else the last that ended. */
export function watched({ openSwitch, switches }: State): Switch | null {
	return openSwitch ?? switches[0] ?? null;
}

/** The account that the keys are about: the selected one, elsewhere that of the session. */
export function accountOf(frame: Frame, view: View): string | null {
	const { state } = frame.snapshot;
	const top = topDialog(view);
	if (top?.kind === "account") return top.account;
	if (view.focus === "quota" && top === undefined) {
		const listed = listedAccounts(state, frame.now, view.filters.quota);
		return listed[cursorOf(listed, view.selected.quota)] ?? null;
	}
	return state.sessions[subjectOf(frame, view) ?? ""]?.account ?? null;
}

/** What decides whether a key may do its work now. */
export function factsOf(room: Room, frame: Frame, view: View): Facts {
	const session = subjectOf(frame, view);
	return {
		keymap: room.keymap,
		readonly: room.options.readonly,
		link: frame.link.kind,
		session,
		attachable: session !== null && room.client.attachCommand(session) !== null,
		switchOpen: frame.snapshot.state.openSwitch !== null,
		account: accountOf(frame, view),
		watchable: watched(frame.snapshot.state) !== null,
		running: session !== null && frame.snapshot.state.sessions[session]?.incarnation != null,
		undoable: view.undo?.what ?? null,
	};
}
