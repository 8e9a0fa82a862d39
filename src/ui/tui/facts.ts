import type { State, Switch, Task } from "../../state/model.ts";
import type { Frame } from "./frame-store.ts";
import type { Facts } from "./keymap.ts";
import { listedAccounts, listedSessions, listedTasks } from "./listed.ts";
import { countNeedy } from "./present/needs.ts";
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

/** The marked sessions that there still are. */
export function markedIn(frame: Frame, view: View): readonly string[] {
	const { sessions } = frame.snapshot.state;
	return view.marked.filter((name) => Object.hasOwn(sessions, name));
}

/**
 * The sessions that an act for several is about: the open one, else the marked ones, else the selected one. None when
 * all that were marked are gone: no other was meant.
 */
export function subjectsOf(frame: Frame, view: View): readonly string[] {
	const marked = marksThatCount(frame, view);
	if (marked.length > 0 || marksAreGone(frame, view)) return marked;
	const session = subjectOf(frame, view);
	return session === null ? [] : [session];
}

/** What is open is meant alone. */
function marksThatCount(frame: Frame, view: View): readonly string[] {
	return isSessionOpen(view) ? [] : markedIn(frame, view);
}

/** How many of the marked sessions, which an act would take, the filter hides. */
export function hiddenMarks(frame: Frame, view: View): number {
	const listed = new Set(listedSessions(frame, view.filters.sessions));
	return marksThatCount(frame, view).filter((name) => !listed.has(name)).length;
}

/** Sessions were marked, and none of them is left. */
function marksAreGone(frame: Frame, view: View): boolean {
	return !isSessionOpen(view) && view.marked.length > 0 && markedIn(frame, view).length === 0;
}

function isSessionOpen(view: View): boolean {
	const top = topDialog(view);
	return top !== undefined && "session" in top;
}

/** The task that the keys are about: the open one, else the selected one of the queue. */
export function taskOf(frame: Frame, view: View): Task | null {
	const { state } = frame.snapshot;
	const top = topDialog(view);
	if (top !== undefined && "task" in top) return state.tasks.get(top.task) ?? null;
	if (view.focus !== "queue") return null;
	const listed = listedTasks(state, view.filters.queue);
	const ids = listed.map(({ id }) => id);
	return listed[cursorOf(ids, view.selected.queue)] ?? null;
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
		marked: marksThatCount(frame, view).length,
		marksGone: marksAreGone(frame, view),
		needy: countNeedy(frame.snapshot.state),
		task: taskOf(frame, view),
		scheduled: frame.snapshot.state.scheduled != null,
	};
}
