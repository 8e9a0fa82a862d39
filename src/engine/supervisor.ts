import type { LoopPass } from "../state/loop-pass.ts";
import type { Clock } from "./ports/clock.ts";

/** One repeating duty of the engine. `tick` does one pass and returns; it never sleeps; twice is as good as once. */
export interface Loop {
	readonly name: string;
	/** The safety net; events wake the loop earlier. */
	readonly everyMs: number;
	tick(signal: AbortSignal): Promise<void>;
}

/** What the supervisor says of a loop. */
export interface LoopReport {
	failed(loop: string, error: string): void;
	recovered(loop: string): void;
	gaveUp(loop: string, error: string): void;
}

/** A loop that crashes this often in the window is given up, and the engine with it. */
const INTENSITY = { crashes: 5, windowMs: 5 * 60_000 };
const LONGEST_BACKOFF_MS = 60_000;

/** Runs the loops, each on its own, until the signal aborts. */
export class Supervisor {
	readonly #clock: Clock;
	readonly #report: LoopReport;
	readonly #wakers = new Map<string, () => void>();
	readonly #lastTick = new Map<string, number>();
	/** Loops that rest, and until when. */
	readonly #rests = new Map<string, number>();
	#loops: readonly Loop[] = [];

	constructor(clock: Clock, report: LoopReport) {
		this.#clock = clock;
		this.#report = report;
	}

	/** Wakes a sleeping loop; one that is ticking ticks once more. */
	poke(name: string): void {
		this.#wakers.get(name)?.();
	}

	/** How each loop keeps to its period. */
	passes(): readonly LoopPass[] {
		return this.#loops.map(({ name, everyMs }) => {
			const lastPassAt = this.#lastTick.get(name) ?? null;
			return { name, everyMs, lastPassAt, nextPassAt: this.#rests.get(name) ?? null };
		});
	}

	/** Resolves when all loops have ended: after the abort, or with the name of a loop that was given up. */
	async run(loops: readonly Loop[], signal: AbortSignal): Promise<string | null> {
		this.#loops = loops;
		const stop = new AbortController();
		const all = AbortSignal.any([signal, stop.signal]);
		let lost: string | null = null;
		await Promise.all(
			loops.map(async (loop) => {
				try {
					if (await this.#supervise(loop, all)) return;
					lost ??= loop.name;
				} catch (error) {
					// It could not even be reported (a full disk): the others must not go on unrecorded.
					lost ??= `${loop.name} (${String(error)})`;
				}
				stop.abort();
			}),
		);
		return lost;
	}

	async #supervise(loop: Loop, signal: AbortSignal): Promise<boolean> {
		let crashes: readonly number[] = [];
		let failures = 0;
		while (!signal.aborted) {
			const wake = this.#listen(loop.name);
			const error = await this.#tick(loop, signal);
			const now = this.#clock.now();
			if (error === null) {
				if (failures > 0 && !signal.aborted) this.#report.recovered(loop.name);
				failures = 0;
				this.#lastTick.set(loop.name, now);
			} else {
				failures += 1;
				const time = this.#clock.monotonic();
				crashes = [...crashes.filter((at) => time - at < INTENSITY.windowMs), time];
				this.#report.failed(loop.name, error);
				if (crashes.length >= INTENSITY.crashes) {
					this.#report.gaveUp(loop.name, error);
					return false;
				}
			}
			const pause = failures === 0 ? loop.everyMs : backoff(failures);
			this.#rests.set(loop.name, now + pause);
			// While a loop fails, events do not shorten its pause: they would turn it into a busy loop.
			await this.#pause(pause, failures === 0 ? wake : null, signal);
			this.#rests.delete(loop.name);
		}
		return true;
	}

	async #tick(loop: Loop, signal: AbortSignal): Promise<string | null> {
		try {
			await loop.tick(signal);
			return null;
		} catch (error) {
			if (signal.aborted) return null;
			return error instanceof Error ? (error.stack ?? error.message) : String(error);
		}
	}

	/** From here on a poke counts, also one that comes while the loop is ticking. */
	#listen(name: string): Promise<void> {
		return new Promise((resolve) => this.#wakers.set(name, resolve));
	}

	async #pause(ms: number, wake: Promise<void> | null, signal: AbortSignal): Promise<void> {
		const timer = new AbortController();
		// With a reason given, no exception is made for each of the many pauses.
		const end = (): void => timer.abort("the pause is over");
		signal.addEventListener("abort", end, { once: true });
		if (signal.aborted) end();
		const slept = this.#clock.sleep(ms, timer.signal);
		await Promise.race(wake === null ? [slept] : [slept, wake]);
		end();
		signal.removeEventListener("abort", end);
	}
}

function backoff(failures: number): number {
	return Math.min(1000 * 2 ** (failures - 1), LONGEST_BACKOFF_MS);
}
