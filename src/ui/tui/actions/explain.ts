import type { Room } from "../room.ts";
import { changeDialog, openDialog } from "../view-store.ts";
import { reasonOf } from "./attempt.ts";

let asks = 0;

/** Asks why it would, or would not, switch now, and shows the answer. */
export async function openExplain(room: Room): Promise<void> {
	asks += 1;
	const ask = asks;
	openDialog(room.view, { kind: "explain", ask, explanation: null, problem: null, scroll: 0 });
	const answered = await room.client.explain().then(
		(explanation) => ({ explanation }),
		(error: unknown) => ({ problem: `the engine did not answer: ${reasonOf(error)}` }),
	);
	changeDialog(room.view, "explain", (d) => (d.ask === ask ? { ...d, ...answered } : d));
}
