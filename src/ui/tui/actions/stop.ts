import type { Session } from "../../../state/model.ts";
import { subjectsOf } from "../facts.ts";
import { plain } from "../present/plain.ts";
import { whatIsCut } from "../present/stop-lines.ts";
import type { Room } from "../room.ts";
import { changeDialog, openDialog, toast, topOf } from "../view-store.ts";
import { closeDone, refuseIn } from "./answered.ts";
import { noAnswer, sayRefused } from "./attempt.ts";
import { hiddenWords, onEach, sayWhatBecame, sessionsWord } from "./several.ts";
import { openStopMarked } from "./stop-marked.ts";
import { canUndo } from "./undo.ts";

const CHANGED = {
	why: "it cuts more than when this was opened: nothing was done",
	remedy: "read it; y stops the session all the same",
};

/** Shows what stopping the session would do. Nothing is done. */
export function openStop(room: Room): void {
	const several = subjectsOf(room.frames.store.getState(), room.view.getState());
	if (several.length > 1) {
		openStopMarked(room, several);
		return;
	}
	const [session = null] = several;
	const facts = session === null ? undefined : known(room, session);
	if (session === null || facts === undefined) return;
	const fresh = { problem: null, running: false, button: "cancel" } as const;
	openDialog(room.view, {
		kind: "stop",
		session,
		cuts: whatIsCut(facts, room.options.now()),
		...fresh,
	});
}

/** Stops it: by force only when the dialog said what that cuts. */
export async function runStop(room: Room): Promise<void> {
	const dialog = topOf(room.view, "stop");
	if (dialog === null || dialog.running) return;
	const session = known(room, dialog.session);
	if (session === undefined) return;
	const cuts = whatIsCut(session, room.options.now());
	const unread = cuts.some((one) => !dialog.cuts.includes(one));
	if (unread) {
		changeDialog(room.view, dialog, (d) => ({ ...d, cuts, problem: CHANGED }));
		return;
	}
	const force = cuts.length > 0;
	changeDialog(room.view, dialog, (d) => ({ ...d, running: true, problem: null }));
	const reply = await room.client.stop(dialog.session, { force }).catch(noAnswer("D"));
	if (reply.kind === "refused") {
		refuseIn(room, dialog, `the stop of ${plain(dialog.session)}`, reply);
		return;
	}
	closeDone(room, dialog);
	if (wasSetAside(session)) {
		toast(room.view, `${dialog.session} is stopped; R starts it`);
		return;
	}
	const what = `the stop of ${dialog.session}`;
	canUndo(room, { what, back: (client) => client.restart(dialog.session) });
	toast(room.view, `${dialog.session} is stopped; u undoes that`);
}

/** Lets the session, or those that are marked, start again. */
export async function restart(room: Room): Promise<void> {
	const several = subjectsOf(room.frames.store.getState(), room.view.getState());
	const hidden = hiddenWords(room);
	const { done, not } = await onEach(several, room.keymap.keyOf("restart"), (name) =>
		room.client.restart(name),
	);
	const [only] = not;
	if (several.length === 1 && only !== undefined) sayRefused(room, only.refusal);
	else
		sayWhatBecame(
			room,
			`${several.length === 1 ? several[0] : sessionsWord(done.length)} may start again${hidden}`,
			not,
		);
	room.view.setState({ marked: [] });
}

/** It did not run, nor was it to be started by itself: a restart would be no way back. */
export function wasSetAside({ incarnation, state }: Session): boolean {
	return incarnation === null && ["stopped", "quarantined", "parked"].includes(state);
}

function known(room: Room, name: string): Session | undefined {
	return room.frames.store.getState().snapshot.state.sessions[name];
}
