import type { ActReply, EngineClient } from "../../../state/client.ts";
import type { Dispatch } from "../../../state/model.ts";
import { clock } from "../present/time.ts";
import { holdsByItself, resetOf } from "../present/wait-lines.ts";
import type { Room } from "../room.ts";
import { changeDialog, closeDialog, type Open, openDialog, toast, topOf } from "../view-store.ts";
import { refuseIn } from "./answered.ts";
import { noAnswer } from "./attempt.ts";
import { canUndo } from "./undo.ts";

/** Shows what it means to wait for the reset of the account that would be left. Nothing is done. */
export function openWait(room: Room): void {
	const dialog = topOf(room.view, "switch");
	if (dialog === null || dialog.running) return;
	if (dialog.plan === null) {
		toast(room.view, "there is no plan yet", "warn");
		return;
	}
	const account = dialog.plan.from;
	const reset = resetOf(room.frames.store.getState().snapshot.state, account, room.options.now());
	if ("why" in reset) {
		toast(room.view, reset.why, "warn");
		return;
	}
	const fresh = { problem: null, running: false, scroll: 0, button: "cancel" } as const;
	openDialog(room.view, { kind: "wait", account, until: reset.at, ...fresh });
}

/** Holds automatic switching until the reset, where there is any, and leaves the plan. */
export async function runWait(room: Room): Promise<void> {
	const dialog = topOf(room.view, "wait");
	if (dialog === null || dialog.running) return;
	const { account, until } = dialog;
	const { dispatch, ...state } = room.frames.store.getState().snapshot.state;
	if (holdsByItself({ ...state, dispatch })) {
		leave(room, dialog);
		toast(room.view, `nothing is switched; ${account} is reset at ${clock(until)}`);
		return;
	}
	changeDialog(room.view, dialog, (d) => ({ ...d, running: true, problem: null }));
	const reply = await room.client.pause(true, { until }).catch(noAnswer("w"));
	if (reply.kind === "refused") {
		refuseIn(room, dialog, `the wait for ${account}`, reply);
		return;
	}
	leave(room, dialog);
	canUndo(room, { what: "the wait", back: (client) => asBefore(client, dispatch) });
	toast(room.view, `nothing is switched before ${clock(until)}; u undoes that`);
}

/** The plan under it is left as well; who went back to the plan before the answer came keeps it. */
function leave({ view }: Room, dialog: Open): void {
	const { dialogs } = view.getState();
	const plan = dialogs[dialogs.findIndex(({ number }) => number === dialog.number) - 1];
	closeDialog(view, dialog);
	if (plan?.kind === "switch") closeDialog(view, plan);
}

/** A pause of less does not end one of more: that one is ended first. */
async function asBefore(client: EngineClient, before: Dispatch): Promise<ActReply> {
	const reply = await client.resume();
	if (reply.kind === "refused" || !before.paused) return reply;
	return client.pause(before.all, before.until == null ? {} : { until: before.until });
}
