export type WindowName = "five_hour" | "seven_day";

/** One quota window of a fake account, counted in units. */
export interface QuotaWindow {
	readonly limit: number;
	readonly used: number;
	/** Epoch seconds. */
	readonly resetsAt: number;
}

/** The windows of one account; all processes of the account spend from them. */
export class Ledger {
	readonly #now: () => number;
	readonly #windows: Record<WindowName, QuotaWindow>;

	constructor(now: () => number) {
		this.#now = now;
		const seconds = Math.floor(now() / 1000);
		this.#windows = {
			five_hour: { limit: 1000, used: 0, resetsAt: seconds + windowSeconds.five_hour },
			seven_day: { limit: 10_000, used: 0, resetsAt: seconds + windowSeconds.seven_day },
		};
	}

	/** The window as it stands now: past its reset it is a fresh one. */
	window(name: WindowName): QuotaWindow {
		const window = this.#windows[name];
		if (this.#now() / 1000 < window.resetsAt) return window;
		const fresh = { limit: window.limit, used: 0, resetsAt: this.#nextReset(name) };
		this.#windows[name] = fresh;
		return fresh;
	}

	change(name: WindowName, change: Partial<QuotaWindow>): void {
		this.#windows[name] = { ...this.window(name), ...change };
	}

	spend(units: number): void {
		for (const name of windowNames) this.change(name, { used: this.window(name).used + units });
	}

	/** Uses up the five-hour window. */
	exhaust(): void {
		this.change("five_hour", { used: this.window("five_hour").limit });
	}

	/** The window that refuses requests now, if any. */
	spentWindow(): WindowName | undefined {
		return windowNames.find((name) => this.window(name).used >= this.window(name).limit);
	}

	#nextReset(name: WindowName): number {
		return Math.floor(this.#now() / 1000) + windowSeconds[name];
	}
}

export const windowNames: readonly WindowName[] = ["five_hour", "seven_day"];
const windowSeconds = { five_hour: 5 * 3600, seven_day: 7 * 86_400 };
