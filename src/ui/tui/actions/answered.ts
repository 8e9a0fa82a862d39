import type { Dialog } from "../dialogs/dialog.ts";
import type { Room } from "../room.ts";
import { lineCloses } from "../typed-on.ts";
import { changeDialog, closeDialog, isOpen, type Open, toast } from "../view-store.ts";

/** Why an act was not done, or what is not known of it. */
export interface Reason {
	readonly why: string;
	readonly remedy: string;
}

/** A dialog that runs one act at a time. */
type Running = Extract<Dialog, { readonly running: boolean }>;

/** Closes the dialog whose act was done. */
export function closeDone(room: Room, dialog: Open): void {
	lineCloses(room, dialog);
	closeDialog(room.view, dialog);
}

/** Shows in the dialog why its act was not done, so that it can be tried again; `what` names the act. */
export function refuseIn(room: Room, dialog: Open<Running>, what: string, reason: Reason): void {
	const { why, remedy } = reason;
	changeDialog<Running>(room.view, dialog, (d) => ({
		...d,
		running: false,
		problem: { why, remedy },
	}));
	sayUnread(room, dialog, what, reason);
}

/** Says why an act was not done when its dialog was closed before the answer came. */
export function sayUnread(room: Room, dialog: Open, what: string, { why, remedy }: Reason): void {
	if (!isOpen(room.view, dialog)) toast(room.view, `${what}: ${why}; ${remedy}`, "warn");
}
