import type { Event } from "../state/events.ts";
import type { EngineParts } from "./parts.ts";

type Parts = Pick<EngineParts, "recorder" | "clock">;

/** Waits for an event that is recorded after event `seq`: true as soon as it is there, false after `ms`. */
export async function whenRecorded(
	{ recorder: { store }, clock }: Parts,
	seq: number,
	is: (event: Event) => boolean,
	ms: number,
): Promise<boolean> {
	const found = new AbortController();
	const look = (): void => {
		const { recent } = store.getState();
		if (recent.some((record) => record.seq > seq && is(record.event))) found.abort();
	};
	const unsubscribe = store.subscribe(look);
	look();
	await clock.sleep(ms, found.signal);
	unsubscribe();
	return found.signal.aborted;
}
