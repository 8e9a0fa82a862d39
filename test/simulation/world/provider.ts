import type { Dice } from "../dice.ts";
import type { Timeline } from "../time.ts";

/** What the provider answers to one request of a model. */
export type Answer =
	| { readonly kind: "ok" }
	| { readonly kind: "quota"; readonly window: string; readonly resetsAt: number }
	| { readonly kind: "busy" };

interface Window {
	readonly name: "five_hour" | "seven_day";
	readonly lengthMs: number;
	used: number;
	/** Ms of the timeline: clocks of machines may jump, the provider's does not. */
	resets: number;
	/** When it was last seen to be full, ms of the timeline. */
	fullAt: number | null;
	/** The highest use in this period and the one before it: what a late reader may still act on. */
	peak: number;
	peakBefore: number;
	periodBegan: number;
}

/** The accounts as the provider keeps them: the truth that the engine can only read of. */
export class Provider {
	/** 5xx and plain 429 for everybody. */
	storm = false;
	readonly #accounts = new Map<string, readonly Window[]>();
	readonly #timeline: Timeline;

	constructor(timeline: Timeline) {
		this.#timeline = timeline;
	}

	/** `low` and `high`: how much of the five-hour window is used at the beginning. */
	add(account: string, dice: Dice, low: number, high: number): void {
		const minutes = (n: number): number => n * 60_000;
		const window = (name: Window["name"], used: number, resets: number): Window => ({
			...{ name, used, resets, fullAt: null, peak: used, peakBefore: 0, periodBegan: 0 },
			lengthMs: name === "five_hour" ? minutes(300) : minutes(10_080),
		});
		const used = dice.between(low, high);
		const windows = [window("five_hour", used, minutes(dice.between(1, 12)))];
		if (dice.chance(0.3)) windows.push(window("seven_day", used / 2, minutes(5_000)));
		this.#accounts.set(account, windows);
	}

	/** One request; each costs `share` of the five-hour window and a fifth of that of the weekly one. */
	ask(account: string, share: number): Answer {
		if (this.storm) return { kind: "busy" };
		const windows = this.windows(account);
		const full = windows.find((w) => w.used >= 1);
		if (full !== undefined) {
			full.fullAt = this.#timeline.elapsed;
			return { kind: "quota", window: full.name, resetsAt: this.resetsAt(full) };
		}
		for (const window of windows) {
			window.used = Math.min(1, window.used + (window.name === "five_hour" ? share : share / 5));
			window.peak = Math.max(window.peak, window.used);
		}
		return { kind: "ok" };
	}

	/** The windows of an account now; one whose reset has come is empty again. */
	windows(account: string): readonly Window[] {
		const windows = this.#accounts.get(account) ?? [];
		for (const window of windows) {
			while (window.resets <= this.#timeline.elapsed) {
				window.periodBegan = window.resets;
				window.peakBefore = window.peak;
				Object.assign(window, { used: 0, peak: 0, resets: window.resets + window.lengthMs });
			}
		}
		return windows;
	}

	/** The machine slept for so long: here everything went on. */
	goOnFor(ms: number): void {
		for (const window of [...this.#accounts.values()].flat()) window.resets -= ms;
	}

	/** Epoch seconds, rounded up, as the provider tells it. */
	resetsAt(window: Window): number {
		return Math.ceil((this.#timeline.truth() + window.resets - this.#timeline.elapsed) / 1000);
	}

	/** Whether the account was at `ratio` of a window at any time in the last `withinMs`. */
	wasAt(account: string, ratio: number, withinMs: number): boolean {
		const since = this.#timeline.elapsed - withinMs;
		return this.windows(account).some(
			(w) => w.peak >= ratio || (w.peakBefore >= ratio && w.periodBegan >= since),
		);
	}
}
