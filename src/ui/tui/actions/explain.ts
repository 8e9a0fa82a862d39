import type { ExplainDialogState } from "../dialogs/dialog.ts";
import type { Room } from "../room.ts";
import { changeDialog, openDialog } from "../view-store.ts";
import { reasonOf } from "./attempt.ts";

/** Asks why it would, or would not, switch now, and shows the answer. */
export async function openExplain(room: Room): Promise<void> {
	const fresh = { explanation: null, problem: null, scroll: 0 } as const;
	const dialog = openDialog<ExplainDialogState>(room.view, { kind: "explain", ...fresh });
	const answered = await room.client.explain().then(
		(explanation) => ({ explanation }),
		(error: unknown) => ({ problem: `the engine did not answer: ${reasonOf(error)}` }),
	);
	changeDialog(room.view, dialog, (d) => ({ ...d, ...answered }));
}
