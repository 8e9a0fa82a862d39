import type { Event } from "../state/events.ts";
import type { Clock } from "./ports/clock.ts";

/** Less than this is the slow correction of a clock that is kept right. */
const TOLERANCE_MS = 5_000;

/**
 * Notices that the machine's clock was set, or that the machine slept: times of before and after do not compare. Between
 * two lives of the engine only a clock that was set back can be told, by what the journal holds.
 */
export class ClockJumps {
	readonly #clock: Clock;
	/** Epoch minus monotonic time, as last seen. */
	#offset: number;
	#before: number;

	/** `lastAt`: the time of the newest event in the journal (epoch ms), if any. */
	constructor(clock: Clock, lastAt: number | null) {
		this.#clock = clock;
		this.#offset = clock.now() - clock.monotonic();
		this.#before = lastAt === null ? 0 : Math.min(0, clock.now() - lastAt);
	}

	/** What happened to the clock since the last look; `null`: nothing. */
	look(): Extract<Event, { type: "clock.jumped" }> | null {
		const offset = this.#clock.now() - this.#clock.monotonic();
		const byMs = Math.round(offset - this.#offset + this.#before);
		this.#offset = offset;
		this.#before = 0;
		return Math.abs(byMs) < TOLERANCE_MS ? null : { type: "clock.jumped", byMs };
	}
}
