import { LEAP_MS } from "../state/doubted-clock.ts";
import type { Event } from "../state/events.ts";
import type { Clock } from "./ports/clock.ts";

/** Less than this is the slow correction of a clock that is kept right. */
const TOLERANCE_MS = 5_000;

type Found = Extract<Event, { type: "clock.jumped" | "clock.doubted" }>;

/**
 * Notices that the machine's clock was set, or that the machine slept: times of before and after do not compare. Between
 * two lives of the engine only a clock that was set back can be told, by what the journal holds; one that is far ahead
 * may be right, and is doubted.
 */
export class ClockJumps {
	readonly #clock: Clock;
	/** Epoch minus monotonic time, as last seen. */
	#offset: number;
	#before: number;
	/** How far ahead of the journal it was at the start, until that was told. */
	#ahead: number;

	/** `lastAt`: the time of the newest event in the journal (epoch ms), if any. */
	constructor(clock: Clock, lastAt: number | null) {
		this.#clock = clock;
		this.#offset = clock.now() - clock.monotonic();
		const since = lastAt === null ? 0 : clock.now() - lastAt;
		this.#before = Math.min(0, since);
		this.#ahead = since > LEAP_MS ? since : 0;
	}

	/** What happened to the clock since the last look; `null`: nothing. */
	look(): Found | null {
		const ahead = this.#ahead;
		this.#ahead = 0;
		if (ahead > 0) return { type: "clock.doubted", byMs: ahead };
		const offset = this.#clock.now() - this.#clock.monotonic();
		const byMs = Math.round(offset - this.#offset + this.#before);
		this.#offset = offset;
		this.#before = 0;
		return Math.abs(byMs) < TOLERANCE_MS ? null : { type: "clock.jumped", byMs };
	}
}
