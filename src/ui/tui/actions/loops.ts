import type { Dialog, LoopsDialogState } from "../dialogs/dialog.ts";
import type { Room } from "../room.ts";
import { changeDialog, type Open, openDialog } from "../view-store.ts";
import { reasonOf } from "./attempt.ts";

/** Shows how the engine and its loops are; the dialog asks while it is open. */
export function openLoops({ view }: Room): void {
	openDialog(view, { kind: "loops", reading: null, problem: null, scroll: 0 });
}

/** Asks the engine once more; what was known before stays on the screen if it does not answer. */
export async function readLoops({ client, view, options }: Room): Promise<void> {
	const dialog = view.getState().dialogs.findLast(isLoops);
	if (dialog === undefined) return;
	try {
		const passes = await client.loops();
		const reading = { at: options.now(), passes };
		changeDialog(view, dialog, (d) => ({ ...d, reading, problem: null }));
	} catch (error) {
		const problem = `the engine did not tell how its loops are: ${reasonOf(error)}`;
		changeDialog(view, dialog, (d) => (d.problem === problem ? d : { ...d, problem }));
	}
}

function isLoops(dialog: Dialog): dialog is Open<LoopsDialogState> {
	return dialog.kind === "loops";
}
