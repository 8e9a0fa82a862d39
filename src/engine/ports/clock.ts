/** Time as the engine sees it. Engine code never reads the ambient clock. */
export interface Clock {
	/** Epoch milliseconds. */
	now(): number;
	/** Milliseconds since some moment. Never jumps when the clock is set; stands while the machine sleeps. */
	monotonic(): number;
	/** Resolves after `ms`, or at once when the signal aborts; never rejects. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	monotonic: () => performance.now(),
	sleep(ms, signal) {
		return new Promise((resolve) => {
			if (signal?.aborted) return resolve();
			const done = (): void => {
				clearTimeout(timer);
				signal?.removeEventListener("abort", done);
				resolve();
			};
			const timer = setTimeout(done, ms);
			signal?.addEventListener("abort", done, { once: true });
		});
	},
};
