import type { Clock } from "../../src/engine/ports/clock.ts";

/** A clock that stands until the test moves it. */
export interface ManualClock extends Clock {
	/** Lets `ms` pass: wakes every sleeper when it is due, in order, and lets what that starts settle. */
	advance(ms: number): Promise<void>;
	/** Somebody sets the machine's clock: no time passes. */
	set(ms: number): void;
	/** Moves the time without waking anyone, as a duty does that takes long. */
	jump(ms: number): void;
	/** When those who sleep now are due, soonest first, counted from now. */
	waits(): readonly number[];
}

interface Sleeper {
	readonly at: number;
	readonly wake: () => void;
}

/** A clock that starts at `start` (epoch ms). */
export function manualClock(start = Date.UTC(2026, 10, 22, 12)): ManualClock {
	let now = start;
	let setBy = 0;
	let sleepers: readonly Sleeper[] = [];
	const soonest = (): Sleeper | undefined => sleepers.toSorted((a, b) => a.at - b.at)[0];
	return {
		now: () => now + setBy,
		monotonic: () => now,
		sleep(ms, signal) {
			return new Promise((resolve) => {
				if (signal?.aborted) return resolve();
				const wake = (): void => {
					sleepers = sleepers.filter((s) => s !== sleeper);
					signal?.removeEventListener("abort", wake);
					resolve();
				};
				const sleeper = { at: now + ms, wake };
				sleepers = [...sleepers, sleeper];
				signal?.addEventListener("abort", wake, { once: true });
			});
		},
		async advance(ms) {
			const until = now + ms;
			// Those who are about to lie down must be seen: settle before looking, not only after waking.
			await settle();
			for (let next = soonest(); next !== undefined && next.at <= until; next = soonest()) {
				now = Math.max(now, next.at);
				next.wake();
				await settle();
			}
			now = Math.max(now, until);
			await settle();
		},
		set(ms) {
			setBy += ms;
		},
		jump(ms) {
			now += ms;
		},
		waits: () => sleepers.map((s) => s.at - now).sort((a, b) => a - b),
	};
}

/** Lets all promise chains run that wait for nothing but each other. */
async function settle(): Promise<void> {
	for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
}
