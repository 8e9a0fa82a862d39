import { clock } from "../present/time.ts";
import type { Room } from "../room.ts";
import { toast } from "../view-store.ts";
import { sayRefused } from "./attempt.ts";
import { act } from "./undo.ts";

/** Forgets the switch that waits for its time; it can be scheduled again while that time has not come. */
export async function cancelSwitch(room: Room): Promise<void> {
	const { scheduled } = room.frames.store.getState().snapshot.state;
	if (scheduled == null) return;
	const { at, to, sessions, force } = scheduled;
	const reply = await act(room, {
		subject: "schedule",
		ask: () => room.client.cancelSwitch(),
		undo: () => ({
			what: "the end of the scheduled switch",
			async back(client) {
				const again = await client.scheduleSwitch({ at, to, sessions, force });
				return again.kind === "refused" ? again : { kind: "done" };
			},
		}),
	});
	if (reply.kind === "refused") {
		sayRefused(room, reply);
		return;
	}
	toast(room.view, `the switch scheduled for ${clock(at)} is cancelled; u undoes that`);
}
