import type { ComparisonReply } from "../../../state/checkpoint-client.ts";
import type { Asker, EngineClient } from "../../../state/client.ts";
import type { TidyReport } from "../../../state/tidying.ts";
import { type Clock, systemClock } from "../../ports/clock.ts";
import { explainNow } from "../explain-now.ts";
import type { ExplainView } from "../views/explain.ts";
import type { Rate } from "./access.ts";
import { createRateLimit } from "./rate-limit.ts";

/** Looks that ask disk, git or tmux. However often they are asked for, the engine's own work goes on beside them. */
export interface Looks {
	/** With a plan that is kept for its asker. */
	explain(asker: Asker): Promise<ExplainView>;
	janitor(): Promise<TidyReport>;
	preview(session: string, rows: number): Promise<readonly string[] | null>;
	comparison(checkpoint: string): Promise<ComparisonReply>;
}

/** Enough for people and for what refreshes itself; who asks more often gets an answer that is up to a second old. */
const COSTLY: Rate = { burst: 5, perSecond: 1 };

/** A screen is looked at more often, and costs less. */
const SCREEN: Rate = { burst: 10, perSecond: 2 };

/** So many different looks of a kind are remembered. */
const MOST_KEYS = 500;

/** The looks of a client, each taken only so often. */
export function createLooks(
	client: EngineClient,
	now: () => number,
	clock: Pick<Clock, "monotonic"> = systemClock,
): Looks {
	const explanation = (asker: Asker) => () => explainNow(client, now(), asker);
	const explanations = new LooksByKey<ExplainView>(COSTLY, clock);
	const screens = new LooksByKey<readonly string[] | null>(SCREEN, clock);
	const comparisons = new LooksByKey<ComparisonReply>(COSTLY, clock);
	return {
		explain: (asker) => explanations.take(asker, explanation(asker)),
		janitor: sharedLook(() => client.janitor.look(), COSTLY, clock),
		preview: (session, rows) =>
			screens.take(`${rows} ${session}`, () => client.preview(session, rows)),
		comparison: (id) => comparisons.take(id, () => client.checkpoints.compare(id)),
	};
}

/** Looks of one kind, each shared by those who ask for the same. */
class LooksByKey<T> {
	readonly #known = new Map<string, () => Promise<T>>();
	readonly #rate: Rate;
	readonly #clock: Pick<Clock, "monotonic">;

	constructor(rate: Rate, clock: Pick<Clock, "monotonic">) {
		this.#rate = rate;
		this.#clock = clock;
	}

	take(key: string, look: () => Promise<T>): Promise<T> {
		const known = this.#known.get(key) ?? sharedLook(look, this.#rate, this.#clock);
		if (this.#known.size >= MOST_KEYS && !this.#known.has(key)) this.#known.clear();
		this.#known.set(key, known);
		return known();
	}
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
