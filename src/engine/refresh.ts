import type { ActReply } from "../state/client.ts";
import type { EngineParts } from "./parts.ts";

/** The loops that read what is outside; each keeps to its own limits, the polls of quotas to their budget. */
const READERS = ["spool-reader", "session-watcher", "dispatcher", "quota-monitor"] as const;

/** Whoever asks again so soon (ms) is answered by the look that is under way: nobody keeps the loops busy. */
const ONE_LOOK_MS = 1_000;

/** Makes what wakes all loops that read. */
export function refresher({ clock, poke }: Pick<EngineParts, "clock" | "poke">): () => ActReply {
	let lastAt = Number.NEGATIVE_INFINITY;
	return () => {
		const now = clock.monotonic();
		if (now - lastAt >= ONE_LOOK_MS) {
			lastAt = now;
			for (const loop of READERS) poke(loop);
		}
		return { kind: "done" };
	};
}
