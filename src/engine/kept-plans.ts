import type { Clock } from "./ports/clock.ts";

/** Plans older than this (ms) are forgotten, and so is the oldest of an asker who has as many as it may. */
const KEPT_MS = 10 * 60_000;
const MOST_OF_ONE = 1000;

/** A plan that waits to be run, and what was asked for. */
export interface KeptPlan<P, A> {
	readonly plan: P;
	readonly ask: A;
	readonly at: number;
}

/** The plans of the last ten minutes by their ids. However many one asker has made, those of others stay. */
export class KeptPlans<P extends { readonly id: string }, A extends { readonly asker?: string }> {
	readonly #clock: Pick<Clock, "now">;
	/** The oldest come first. */
	readonly #byId = new Map<string, KeptPlan<P, A>>();

	constructor(clock: Pick<Clock, "now">) {
		this.#clock = clock;
	}

	/** Keeps a plan for ten minutes from now, also one that is kept already. */
	keep(plan: P, ask: A): void {
		this.#forgetOld();
		this.forget(plan.id);
		this.#byId.set(plan.id, { plan, ask, at: this.#clock.now() });
		const own = [...this.#byId.values()].filter((kept) => kept.ask.asker === ask.asker);
		for (const { plan } of own.slice(0, -MOST_OF_ONE)) this.forget(plan.id);
	}

	byId(id: string): KeptPlan<P, A> | null {
		this.#forgetOld();
		return this.#byId.get(id) ?? null;
	}

	forget(id: string): void {
		this.#byId.delete(id);
	}

	#forgetOld(): void {
		const oldest = this.#clock.now() - KEPT_MS;
		for (const { plan, at } of this.#byId.values()) if (at < oldest) this.forget(plan.id);
	}
}
