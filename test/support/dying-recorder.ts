import type { Recorder } from "../../src/engine/recorder.ts";
import type { Event } from "../../src/state/events.ts";

/** A recorder whose engine is killed in the moment that it would record such an event. */
export function dyingAt(recorder: Recorder, type: Event["type"]): Recorder {
	const commit = recorder.commit.bind(recorder);
	return {
		...recorder,
		commit(...events) {
			if (events[0]?.type === type) throw new Error("killed");
			commit(...events);
		},
	};
}
