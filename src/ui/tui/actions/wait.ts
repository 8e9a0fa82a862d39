import type { Plan } from "../../../state/client.ts";
import { clock } from "../present/time.ts";
import { holdsByItself, lastResetOf, namesOf, resetOf } from "../present/wait-lines.ts";
import type { Room } from "../room.ts";
import { changeDialog, closeDialog, type Open, openDialog, toast, topOf } from "../view-store.ts";
import { refuseIn } from "./answered.ts";
import { noAnswer } from "./attempt.ts";
import { change, type PauseChanged, pauseAfter, setBack } from "./pause.ts";
import { act } from "./undo.ts";

/** Shows what it means to wait for the reset of all accounts that would be left. Nothing is done. */
export function openWait(room: Room): void {
	const dialog = topOf(room.view, "switch");
	if (dialog === null || dialog.running) return;
	if (dialog.plan === null) {
		toast(room.view, "there is no plan yet", "warn");
		return;
	}
	const { state } = room.frames.store.getState().snapshot;
	const now = room.options.now();
	const left = leftBy(dialog.plan);
	const reset = lastResetOf(state, left, now);
	if ("why" in reset) {
		toast(room.view, reset.why, "warn");
		return;
	}
	const accounts = left.filter((name) => "at" in resetOf(state, name, now));
	const fresh = { problem: null, running: false, scroll: 0, button: "cancel" } as const;
	openDialog(room.view, { kind: "wait", accounts, until: reset.at, ...fresh });
}

/** Holds automatic switching until the reset, where there is any, and leaves the plan. */
export async function runWait(room: Room): Promise<void> {
	const dialog = topOf(room.view, "wait");
	if (dialog === null || dialog.running) return;
	const { accounts, until } = dialog;
	if (holdsByItself(room.frames.store.getState().snapshot.state, until)) {
		leave(room, dialog);
		toast(
			room.view,
			`nothing is switched; ${namesOf(accounts)} ${accounts.length === 1 ? "is reset at" : "are reset by"} ${clock(until)}`,
		);
		return;
	}
	changeDialog(room.view, dialog, (d) => ({ ...d, running: true, problem: null }));
	const reply = await act<PauseChanged>(room, {
		subject: "pause",
		ask: (before) => {
			const answer = room.client.pause(true, { until }).catch(noAnswer("w"));
			return change(pauseAfter(room, before), { paused: true, all: true, until }, answer);
		},
		undo: (changed) => ({ what: "the wait", back: (client) => setBack(client, changed) }),
	});
	if (reply.kind === "refused") {
		refuseIn(room, dialog, `the wait for ${namesOf(accounts)}`, reply);
		return;
	}
	leave(room, dialog);
	toast(room.view, `nothing is switched before ${clock(until)}; u undoes that`);
}

/** A plan for marked sessions may leave several accounts. */
function leftBy({ from, moves }: Plan): readonly string[] {
	const left = new Set(moves.map((move) => move.from ?? from));
	return left.size === 0 ? [from] : [...left];
}

/** The plan under it is left as well; who went back to the plan before the answer came keeps it. */
function leave({ view }: Room, dialog: Open): void {
	const { dialogs } = view.getState();
	const plan = dialogs[dialogs.findIndex(({ number }) => number === dialog.number) - 1];
	closeDialog(view, dialog);
	if (plan?.kind === "switch") closeDialog(view, plan);
}
