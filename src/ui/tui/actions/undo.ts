import type { Refusal } from "../../../state/client.ts";
import type { Room } from "../room.ts";
import { inTurn } from "../turns.ts";
import { type LastAct, toast, type Undo } from "../view-store.ts";
import { sayRefused } from "./attempt.ts";

/** An act that can be taken back when it is done. */
export interface Doing<R> {
	/** What it changes: acts on the same begin one after the other. */
	readonly subject: string;
	/** Does it. `before`: the answer to the act on the same that was still under way; `undefined`: none was. */
	ask(before: unknown): Promise<R | Refusal>;
	/** How it is taken back, now that it is done; `null`: it cannot be. */
	undo(reply: R): Undo | null;
}

/** Whoever presses twice means one act. */
const takenBack = new WeakSet<LastAct["how"]>();

/** Does an act in its turn: it is the one that `u` takes back from now on, and nothing is if it is refused. */
export async function act<R extends { readonly kind: string }>(
	room: Room,
	{ subject, ask, undo: undoOf }: Doing<R>,
): Promise<R | Refusal> {
	const reply = inTurn(room.turns, subject, ask);
	const how = reply.then(
		(one) => (isRefusal(one) ? null : undoOf(one)),
		() => null,
	);
	const last: LastAct = { subject, what: "the act that is under way, when it is done", how };
	room.view.setState({ undo: last });
	const undo = await how;
	const now = undo === null ? null : { ...last, what: undo.what };
	if (isLast(room, last)) room.view.setState({ undo: now });
	return reply;
}

/** Begins an act that cannot be taken back: what was done before it is not the last act any more. */
export function beginForGood(room: Room): void {
	room.view.setState({ undo: null });
}

/** Takes back the last act, once; one that is under way is waited for. What is refused can be tried again. */
export async function undo(room: Room): Promise<void> {
	const last = room.view.getState().undo;
	if (last === null) return;
	await inTurn(room.turns, last.subject, async () => {
		const how = await last.how;
		// What became of the act has been said already.
		if (how === null || takenBack.has(last.how)) return;
		const reply = await how.back(room.client);
		if (reply.kind === "refused") {
			sayRefused(room, reply);
			return;
		}
		takenBack.add(last.how);
		if (isLast(room, last)) room.view.setState({ undo: null });
		toast(room.view, `${how.what} is undone`);
	});
}

function isLast({ view }: Room, { how }: LastAct): boolean {
	return view.getState().undo?.how === how;
}

function isRefusal(reply: { readonly kind: string } | Refusal): reply is Refusal {
	return reply.kind === "refused";
}
