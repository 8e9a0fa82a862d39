import type { Event, EventRecord } from "../../src/state/events.ts";
import type { Journal } from "../../src/state/journal.ts";
import type { Gate } from "./ports/memory-disk.ts";
import type { Owner, Timeline } from "./time.ts";

/** The process of the daemon ended in the middle of what it did. */
export class Crash extends Error {}

/** It takes place; the life ends right before or after it; or the system refuses it. */
export type Fate = "go" | "crash-before" | "crash-after" | Error;

/** What a life is watched by. */
export interface LifeWatch {
	/** Called before each change of the world; says what becomes of it. */
	readonly before: (life: Life, name: string) => Fate;
	/** Asked when a change is due: whether the life stands still from here on. */
	readonly freezes: (life: Life) => boolean;
	/** A change of the world took place. */
	readonly changed: (life: Life, name: string) => void;
	readonly crashed: (life: Life) => void;
	readonly said: (life: Life, records: readonly EventRecord[]) => void;
	/** How long a change of that kind takes, ms. */
	readonly latency: (name: string) => number;
}

/**
 * One life of the daemon: every change that it makes goes through here, and here it can die (nothing of it goes on)
 * or be stopped (SIGSTOP: all that is under way stands, and goes on later in another world).
 */
export class Life implements Owner, Gate {
	readonly name: string;
	gone = false;
	frozen = false;
	effects = 0;
	epoch = 0;
	readonly #timeline: Timeline;
	readonly #watch: LifeWatch;
	readonly #held: (() => void)[] = [];

	constructor(name: string, timeline: Timeline, watch: LifeWatch) {
		this.name = name;
		this.#timeline = timeline;
		this.#watch = watch;
	}

	hold(event: () => void): void {
		this.#held.push(event);
	}

	thaw(): void {
		if (!this.frozen || this.gone) return;
		this.frozen = false;
		for (const event of this.#held.splice(0)) this.#timeline.after(0, event, this);
	}

	die(): void {
		if (this.gone) return;
		this.gone = true;
		this.#watch.crashed(this);
	}

	effect<T>(name: string, act: () => T): Promise<T> {
		return new Promise((resolve, reject) => {
			if (this.gone) return;
			const happen = (): void => {
				try {
					resolve(this.#change(name, act));
				} catch (error) {
					if (!(error instanceof Crash)) reject(error);
				}
			};
			const happenOrStand = (): void => {
				this.frozen = this.#watch.freezes(this);
				if (this.frozen) this.hold(happen);
				else happen();
			};
			this.#timeline.after(this.#watch.latency(name), happenOrStand, this);
		});
	}

	look<T>(act: () => T): Promise<T> {
		if (this.gone) return new Promise(() => {});
		try {
			return Promise.resolve(act());
		} catch (error) {
			return Promise.reject(error);
		}
	}

	/** The shipped journal; a life can die at each of its writes as well. */
	guard(journal: Journal): Journal {
		return {
			...journal,
			append: (at: number, events: readonly Event[]) => {
				const name = `append ${events.map((e) => e.type).join(", ")}`;
				return this.#change(name, () => {
					const records = journal.append(at, events);
					this.#watch.said(this, records);
					return records;
				});
			},
		};
	}

	#change<T>(name: string, act: () => T): T {
		if (this.gone) throw new Crash();
		this.effects += 1;
		const fate = this.#watch.before(this, name);
		if (fate === "crash-before") {
			this.die();
			throw new Crash();
		}
		if (fate instanceof Error) throw fate;
		const result = act();
		this.#watch.changed(this, name);
		if (fate === "crash-after") {
			this.die();
			throw new Crash();
		}
		return result;
	}
}
