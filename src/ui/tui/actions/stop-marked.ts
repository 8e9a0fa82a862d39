import type { Session } from "../../../state/model.ts";
import type { StopManyDialogState, StopMarkedDialogState } from "../dialogs/dialog.ts";
import { whatIsCut } from "../present/stop-lines.ts";
import type { Room } from "../room.ts";
import { emptyField } from "../text-field.ts";
import { changeDialog, type Open, openDialog, toast, topDialog, type Undo } from "../view-store.ts";
import { closeDone } from "./answered.ts";
import { onEach, sayWhatBecame, sessionsWord } from "./several.ts";
import { startAgain, wasSetAside } from "./stop.ts";
import { act } from "./undo.ts";

/** More than so many are only stopped when their number is written. */
const FEW = 3;

const CHANGED = {
	why: "it cuts more than when this was opened: nothing was done",
	remedy: "read it; the same again stops them all the same",
};

type Dialog = StopMarkedDialogState | StopManyDialogState;

/** Shows what stopping these sessions would do. Nothing is done. */
export function openStopMarked(room: Room, sessions: readonly string[]): void {
	const cuts = cutsNow(room, sessions);
	const fresh = { sessions, cuts, problem: null, running: false, scroll: 0 } as const;
	const few = sessions.length <= FEW;
	openDialog(
		room.view,
		few
			? { kind: "stop-marked", button: "cancel", ...fresh }
			: { kind: "stop-many", field: emptyField, ...fresh },
	);
}

/** Stops them one after the other: each by force only when the dialog said what that cuts. */
export async function runStopMarked(room: Room): Promise<void> {
	const dialog = topDialog(room.view.getState());
	if (dialog?.kind !== "stop-marked" && dialog?.kind !== "stop-many") return;
	if (dialog.running) return;
	const known = leftOf(room, dialog);
	if (known.length === 0) {
		toast(room.view, "these sessions are gone: there is nothing to stop; esc goes back", "warn");
		return;
	}
	if (!isMeant(room, dialog)) return;
	const cuts = cutsNow(room, dialog.sessions);
	if (hasMore(cuts, dialog.cuts)) {
		change(room, dialog, { cuts, problem: CHANGED });
		return;
	}
	change(room, dialog, { running: true, problem: null });
	const stopEach = () =>
		onEach(
			known.map(({ name }) => name),
			room.keymap.keyOf("stop"),
			(name) => room.client.stop(name, { force: (cuts[name]?.length ?? 0) > 0 }),
		);
	const reply = await act(room, {
		subject: "marked sessions",
		ask: async () => ({ kind: "ended" as const, ...(await stopEach()) }),
		undo: ({ done }) => undoOfStops(room, startable(known, done)),
	});
	if (reply.kind === "refused") return;
	const { done, not } = reply;
	closeDone(room, dialog);
	room.view.setState({ marked: not.map(({ name }) => name) });
	const undo = startable(known, done).length > 0 ? "; u undoes that" : "";
	sayWhatBecame(room, `${sessionsWord(done.length)} stopped${undo}`, not);
}

/** Those of them that a restart brings back to what they were. */
function startable(known: readonly Session[], done: readonly string[]): readonly Session[] {
	return known.filter((one) => done.includes(one.name) && !wasSetAside(one));
}

function undoOfStops(room: Room, stopped: readonly Session[]): Undo | null {
	if (stopped.length === 0) return null;
	const what = `the stop of ${sessionsWord(stopped.length)}`;
	return { what, back: (client) => startAgain(room, client, stopped) };
}

/** Where their number must be written, whether it was. */
function isMeant(room: Room, dialog: Dialog): boolean {
	if (dialog.kind === "stop-marked") return true;
	const count = leftOf(room, dialog).length;
	if (dialog.field.text.trim() === String(count)) return true;
	toast(room.view, `write ${count} to stop ${count} sessions; esc goes back`, "warn");
	return false;
}

function change(room: Room, dialog: Open<Dialog>, to: Partial<Omit<Dialog, "kind">>): void {
	changeDialog<Dialog>(room.view, dialog, (d) => ({ ...d, ...to }));
}

function cutsNow(room: Room, names: readonly string[]): Dialog["cuts"] {
	const now = room.options.now();
	return Object.fromEntries(
		names.flatMap((name) => {
			const session = sessionOf(room, name);
			return session === undefined ? [] : [[name, whatIsCut(session, now)] as const];
		}),
	);
}

function hasMore(now: Dialog["cuts"], read: Dialog["cuts"]): boolean {
	return Object.entries(now).some(([name, cuts]) =>
		cuts.some((cut) => !(read[name] ?? []).includes(cut)),
	);
}

/** Those that there still are: only they are stopped, and counted. */
function leftOf(room: Room, { sessions }: Dialog): readonly Session[] {
	return sessions.flatMap((name) => sessionOf(room, name) ?? []);
}

function sessionOf(room: Room, name: string): Session | undefined {
	return room.frames.store.getState().snapshot.state.sessions[name];
}
