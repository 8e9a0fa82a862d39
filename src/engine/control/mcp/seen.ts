import type { StoreApi } from "zustand/vanilla";
import type { Snapshot } from "../../../state/client.ts";
import type { Event } from "../../../state/events.ts";
import type { Clock } from "../../ports/clock.ts";

/** An attached store hears of an act a moment after its answer; not longer than this. */
const PATIENCE_MS = 2000;

/**
 * Call it before an act, and what it gives after it: that resolves when the store holds the act's event, so that what is
 * told then is what the act made of it.
 */
export function seen(
	store: StoreApi<Snapshot>,
	type: Event["type"],
	clock: Clock,
): () => Promise<void> {
	const before = store.getState().seq;
	const isThere = ({ recent }: Snapshot): boolean =>
		recent.some(({ seq, event }) => seq > before && event.type === type);
	return async () => {
		if (isThere(store.getState())) return;
		const wait = new AbortController();
		const unsubscribe = store.subscribe((snapshot) => {
			if (isThere(snapshot)) wait.abort();
		});
		await clock.sleep(PATIENCE_MS, wait.signal);
		unsubscribe();
	};
}
