import { selectedCheckpoint } from "../checkpoint-list.ts";
import type { RestoreDialogState } from "../dialogs/dialog.ts";
import { plain } from "../present/plain.ts";
import type { Room } from "../room.ts";
import { changeDialog, type Open, openDialog, toast, topOf } from "../view-store.ts";
import { closeDone, sayUnread } from "./answered.ts";
import { noAnswer } from "./attempt.ts";
import { beginForGood } from "./undo.ts";

let asks = 0;

/** Asks for the plan that brings back the selected checkpoint, and shows it. Nothing is done. */
export async function openRestore(room: Room): Promise<void> {
	const dialog = topOf(room.view, "checkpoints");
	if (dialog === null) return;
	const checkpoint = selectedCheckpoint(room.frames.store.getState().snapshot.state, dialog)?.id;
	if (checkpoint === undefined) {
		toast(room.view, "there is no checkpoint to restore", "warn");
		return;
	}
	const fresh = { plan: null, problem: null, running: false, button: "cancel", scroll: 0 } as const;
	await planFor(
		room,
		openDialog<RestoreDialogState>(room.view, { kind: "restore", ask: 0, checkpoint, ...fresh }),
	);
}

/** Plans again from what is true now. */
export async function planRestoreAgain(room: Room): Promise<void> {
	const dialog = topOf(room.view, "restore");
	if (dialog !== null && !dialog.running) await planFor(room, dialog);
}

/** Runs the plan on the screen, and no other: the engine refuses when what it rests on has changed. */
export async function runRestore(room: Room): Promise<void> {
	const dialog = topOf(room.view, "restore");
	if (dialog === null || dialog.running) return;
	const { plan, ask } = dialog;
	if (plan === null || !plan.runnable) {
		const missing = plan?.preconditions.find(({ ok }) => !ok);
		const why =
			missing === undefined ? "there is no plan yet" : `${missing.name}: ${missing.detail}`;
		toast(room.view, `this plan cannot run: ${why}`, "warn");
		return;
	}
	change(room, dialog, ask, (d) => ({ ...d, running: true, problem: null }));
	beginForGood(room);
	const reply = await room.client.checkpoints.runRestore(plan.id).catch(noAnswer("r"));
	if (reply.kind === "refused") {
		const { why, remedy } = reply;
		sayUnread(room, dialog, `the restore of ${plain(dialog.checkpoint)}`, reply);
		change(room, dialog, ask, (d) => ({
			...d,
			running: false,
			problem: { why, remedy },
			scroll: 0,
		}));
		return;
	}
	closeDone(room, dialog);
	toast(room.view, `${reply.session} starts on ${reply.account} with its conversation`);
}

async function planFor(room: Room, dialog: Open<RestoreDialogState>): Promise<void> {
	asks += 1;
	const ask = asks;
	const clear = { ask, plan: null, problem: null, scroll: 0, button: "cancel" } as const;
	changeDialog(room.view, dialog, (d) => ({ ...d, ...clear }));
	const wish = { checkpoint: dialog.checkpoint, account: null, fresh: false };
	const reply = await room.client.checkpoints.planRestore(wish).catch(noAnswer("r"));
	if (reply.kind === "plan") change(room, dialog, ask, (d) => ({ ...d, plan: reply.plan }));
	else
		change(room, dialog, ask, (d) => ({ ...d, problem: { why: reply.why, remedy: reply.remedy } }));
}

/** Changes the dialog that still waits for this answer. */
function change(
	room: Room,
	dialog: Open<RestoreDialogState>,
	ask: number,
	by: (d: RestoreDialogState) => RestoreDialogState,
): void {
	changeDialog(room.view, dialog, (d) => (d.ask === ask ? by(d) : d));
}
