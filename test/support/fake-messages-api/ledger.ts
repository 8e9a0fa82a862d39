/** Windows that count all use, and windows that count the use of one model family alone. */
export type WindowName = "five_hour" | "seven_day" | ModelWindowName;
export type ModelWindowName = "seven_day_opus" | "seven_day_sonnet";

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
		const fresh = (name: WindowName, limit: number): QuotaWindow => {
			return { limit, used: 0, resetsAt: this.#nextReset(name) };
		};
		this.#windows = {
			five_hour: fresh("five_hour", 1000),
			seven_day: fresh("seven_day", 10_000),
			seven_day_opus: fresh("seven_day_opus", 10_000),
			seven_day_sonnet: fresh("seven_day_sonnet", 10_000),
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

	/** How much of a window is used, at most 1. */
	ratio(name: WindowName): number {
		const { used, limit } = this.window(name);
		return Math.min(1, used / limit);
	}

	change(name: WindowName, change: Partial<QuotaWindow>): void {
		this.#windows[name] = { ...this.window(name), ...change };
	}

	/** A request to that model takes from every window that counts it. */
	spend(units: number, model: string): void {
		for (const name of windowsOf(model))
			this.change(name, { used: this.window(name).used + units });
	}

	/** Uses up one window. */
	exhaust(name: WindowName): void {
		this.change(name, { used: this.window(name).limit });
	}

	/** The window that refuses requests to that model now, if any. */
	spentWindow(model: string): WindowName | undefined {
		return windowsOf(model).find((name) => this.ratio(name) >= 1);
	}

	#nextReset(name: WindowName): number {
		return Math.floor(this.#now() / 1000) + (name === "five_hour" ? 5 * 3600 : 7 * 86_400);
	}
}

/** The windows that count a request to a model, those of all models first. */
function windowsOf(model: string): readonly WindowName[] {
	const own = modelWindows.filter((name) => model.includes(name.slice("seven_day_".length)));
	return ["five_hour", "seven_day", ...own];
}

export const modelWindows: readonly ModelWindowName[] = ["seven_day_opus", "seven_day_sonnet"];
