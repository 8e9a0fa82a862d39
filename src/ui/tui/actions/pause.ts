import type { ActReply, EngineClient, Refusal } from "../../../state/client.ts";
import type { Dispatch } from "../../../state/model.ts";
import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";
import { reasonOf, sayRefused } from "./attempt.ts";
import { act } from "./undo.ts";

/** The pause of everything that there is or is not. */
export type Pause = Pick<Dispatch, "paused" | "all" | "until">;

/** The answer to an act on the pause: what there was before, and what there is now. */
export interface PauseChanged {
	readonly kind: "changed";
	readonly from: Pause;
	readonly to: Pause;
}

const NONE: Pause = { paused: false, all: false };

/** Pauses dispatch, or ends the pause that there is. */
export async function togglePause(room: Room): Promise<void> {
	let what = "pause";
	const toggled = act<PauseChanged>(room, {
		subject: "pause",
		ask(before) {
			const from = pauseAfter(room, before);
			what = from.paused ? "resume" : "pause";
			const to = from.paused ? NONE : { ...NONE, paused: true };
			return change(from, to, from.paused ? room.client.resume() : room.client.pause(false));
		},
		undo: (changed) => ({
			what: changed.to.paused ? "the pause" : "the end of the pause",
			back: (client) => setBack(client, changed),
		}),
	});
	const reply = await toggled.catch((error: unknown) => {
		toast(room.view, `${what} failed: ${reasonOf(error)}`, "warn");
	});
	if (reply === undefined) return;
	if (reply.kind === "refused") sayRefused(room, reply);
	else if (!reply.to.paused) toast(room.view, "dispatch goes on");
	else {
		const resumes = `${room.keymap.keyOf("pause")} resumes`;
		toast(room.view, `dispatch is paused; failover goes on; ${resumes}`);
	}
}

/** What an act finds: what the one before it left, of which the store may not have heard yet, else what is known. */
export function pauseAfter(room: Room, before: unknown): Pause {
	const changed = before as PauseChanged | undefined;
	return changed?.to ?? room.client.store.getState().state.dispatch;
}

/** Waits for the answer to what changes one pause into another. */
export async function change(
	from: Pause,
	to: Pause,
	reply: Promise<ActReply>,
): Promise<PauseChanged | Refusal> {
	const answer = await reply;
	return answer.kind === "refused" ? answer : { kind: "changed", from, to };
}

/** Brings the pause back that there was, unless somebody else has changed it since. */
export async function setBack(client: EngineClient, { from, to }: PauseChanged): Promise<ActReply> {
	const now = client.store.getState().state.dispatch;
	// The store may not have heard of the act yet.
	if (!isSame(now, to) && !isSame(now, from)) {
		const why = "somebody else has changed the pause since";
		return { kind: "refused", why, remedy: "the top of the screen tells what is paused" };
	}
	if (!from.paused) return client.resume();
	// A pause of less does not end one of more: that one is ended first.
	if (to.all && !from.all) {
		const ended = await client.resume();
		if (ended.kind === "refused") return ended;
	}
	return client.pause(from.all, from.until == null ? {} : { until: from.until });
}

function isSame(one: Pause, other: Pause): boolean {
	if (one.paused !== other.paused) return false;
	const sameEnd = (one.until ?? null) === (other.until ?? null);
	return !one.paused || (one.all === other.all && sameEnd);
}
