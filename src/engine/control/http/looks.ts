import type { EngineClient } from "../../../state/client.ts";
import type { TidyReport } from "../../../state/tidying.ts";
import { type Clock, systemClock } from "../../ports/clock.ts";
import { explainNow } from "../explain-now.ts";
import type { ExplainView } from "../views/explain.ts";
import type { Rate } from "./access.ts";
import { createRateLimit } from "./rate-limit.ts";

/** Looks that ask disk or tmux. However often they are asked for, the engine's own work goes on beside them. */
export interface Looks {
	explain(): Promise<ExplainView>;
	janitor(): Promise<TidyReport>;
	preview(session: string, rows: number): Promise<readonly string[] | null>;
}

/** Enough for people and for what refreshes itself; who asks more often gets an answer that is up to a second old. */
const COSTLY: Rate = { burst: 5, perSecond: 1 };

/** A screen is looked at more often, and costs less. */
const SCREEN: Rate = { burst: 10, perSecond: 2 };

/** So many screens are remembered. */
const MOST_SCREENS = 500;

/** The looks of a client, each taken only so often. */
export function createLooks(
	client: EngineClient,
	now: () => number,
	clock: Pick<Clock, "monotonic"> = systemClock,
): Looks {
	const screens = new Map<string, () => Promise<readonly string[] | null>>();
	return {
		explain: sharedLook(() => explainNow(client, now()), COSTLY, clock),
		janitor: sharedLook(() => client.janitor.look(), COSTLY, clock),
		preview(session, rows) {
			const key = `${rows} ${session}`;
			const known = screens.get(key);
			if (known !== undefined) return known();
			if (screens.size >= MOST_SCREENS) screens.clear();
			const look = sharedLook(() => client.preview(session, rows), SCREEN, clock);
			screens.set(key, look);
			return look();
		},
	};
}

/**
 * Takes a look at most as often as the rate has it. Who asks more often shares the last one, which is no older than the
 * time between two.
 */
export function sharedLook<T>(
	look: () => Promise<T>,
	rate: Rate,
	clock: Pick<Clock, "monotonic">,
): () => Promise<T> {
	const waitOf = createRateLimit(rate, () => clock.monotonic());
	let last: Promise<T> | null = null;
	return () => {
		if (waitOf("look") === 0 || last === null) last = look();
		return last;
	};
}
