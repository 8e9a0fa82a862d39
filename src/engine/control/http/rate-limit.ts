import type { Rate } from "./access.ts";

interface Bucket {
	tokens: number;
	/** When it was last filled (epoch ms). */
	at: number;
}

/** Tells how long a caller must wait before its next request, ms; 0: not at all, and this one is counted. */
export type RateLimit = (caller: string) => number;

/** A bucket of `burst` requests for each caller, filled up by `perSecond`. */
export function createRateLimit({ burst, perSecond }: Rate, now: () => number): RateLimit {
	const buckets = new Map<string, Bucket>();
	return (caller) => {
		const at = now();
		const known = buckets.get(caller) ?? { tokens: burst, at };
		// A clock that was set back fills nothing.
		const filled = (Math.max(0, at - known.at) * perSecond) / 1000;
		const tokens = Math.min(burst, known.tokens + filled);
		const taken = tokens >= 1;
		buckets.set(caller, { tokens: taken ? tokens - 1 : tokens, at });
		return taken ? 0 : Math.ceil(((1 - tokens) / perSecond) * 1000);
	};
}
