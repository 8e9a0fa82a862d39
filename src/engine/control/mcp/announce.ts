import type { StoreApi } from "zustand/vanilla";
import type { Snapshot } from "../../../state/client.ts";
import type { Clock } from "../../ports/clock.ts";

/** At most one announcement in this time. */
export const ANNOUNCE_EVERY_MS = 1000;

/** Tells that the store changed: at once, and after a rest once for all that changed in it. Gives what ends it. */
export function announceChanges(
	store: StoreApi<Snapshot>,
	clock: Clock,
	tell: () => void,
): () => void {
	const stop = new AbortController();
	let resting = false;
	let changed = false;
	const rest = async (): Promise<void> => {
		resting = true;
		while (changed && !stop.signal.aborted) {
			changed = false;
			tell();
			await clock.sleep(ANNOUNCE_EVERY_MS, stop.signal);
		}
		resting = false;
	};
	const unsubscribe = store.subscribe(() => {
		changed = true;
		if (!resting) void rest();
	});
	return () => {
		unsubscribe();
		stop.abort();
	};
}
