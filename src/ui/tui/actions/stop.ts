import type { ActReply, EngineClient } from "../../../state/client.ts";
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
import { act, beginForGood } from "./undo.ts";

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
	const reply = await act(room, {
		subject: `session ${dialog.session}`,
		ask: () => room.client.stop(dialog.session, { force }).catch(noAnswer("D")),
		undo: () =>
			wasSetAside(session)
				? null
				: {
						what: `the stop of ${dialog.session}`,
						back: (client) => startAgain(room, client, [session]),
					},
	});
	if (reply.kind === "refused") {
		refuseIn(room, dialog, `the stop of ${plain(dialog.session)}`, reply);
		return;
	}
	closeDone(room, dialog);
	if (wasSetAside(session)) {
		toast(room.view, `${dialog.session} is stopped; R starts it`);
		return;
	}
	toast(room.view, `${dialog.session} is stopped; u undoes that`);
}

/** Lets the session, or those that are marked, start again. */
export async function restart(room: Room): Promise<void> {
	const several = subjectsOf(room.frames.store.getState(), room.view.getState());
	const hidden = hiddenWords(room);
	beginForGood(room);
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

/** Starts those again that nobody else has started since. */
export async function startAgain(
	room: Room,
	client: EngineClient,
	stopped: readonly Session[],
): Promise<ActReply> {
	const { sessions } = client.store.getState().state;
	const names = stopped.filter((one) => isStillStopped(sessions[one.name], one)).map((s) => s.name);
	if (names.length === 0) {
		const why = "somebody else has started it again since, or it is gone";
		return { kind: "refused", why, remedy: "the sessions tell how it is" };
	}
	const { not } = await onEach(names, room.keymap.keyOf("restart"), (name) => client.restart(name));
	return not[0]?.refusal ?? { kind: "done" };
}

/** The store may not have heard of the stop yet: then the process is the one of before. */
function isStillStopped(now: Session | undefined, before: Session): boolean {
	if (now === undefined) return false;
	return now.incarnation === null || now.incarnation.id === before.incarnation?.id;
}

/** It did not run, nor was it to be started by itself: a restart would be no way back. */
export function wasSetAside({ incarnation, state }: Session): boolean {
	return incarnation === null && ["stopped", "quarantined", "parked"].includes(state);
}

function known(room: Room, name: string): Session | undefined {
	return room.frames.store.getState().snapshot.state.sessions[name];
}
