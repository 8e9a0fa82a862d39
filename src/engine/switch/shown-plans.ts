import type { Plan } from "../../state/client.ts";
import type { Clock } from "../ports/clock.ts";
import type { SwitchAsk } from "./plan.ts";

/** Plans older than this are forgotten. */
const KEPT_MS = 10 * 60_000;

export interface KeptPlan {
	readonly plan: Plan;
	readonly ask: SwitchAsk;
	readonly at: number;
}

/** The plans of the last ten minutes: all by their id, and those that a dry run showed by what was asked for. */
export class ShownPlans {
	readonly #clock: Clock;
	readonly #byId = new Map<string, KeptPlan>();
	readonly #shown = new Map<string, KeptPlan>();

	constructor(clock: Clock) {
		this.#clock = clock;
	}

	/** Keeps a plan under its id; `shown`: also as what its ask means from now on. */
	keep(plan: Plan, ask: SwitchAsk, shown: boolean): void {
		this.#forgetOld();
		const kept = { plan, ask, at: this.#clock.now() };
		this.#byId.set(plan.id, kept);
		if (shown) this.#shown.set(keyOf(ask), kept);
	}

	byId(id: string): KeptPlan | null {
		this.#forgetOld();
		return this.#byId.get(id) ?? null;
	}

	/** The plan that a dry run showed for this ask. */
	shownFor(ask: SwitchAsk): Plan | null {
		this.#forgetOld();
		return this.#shown.get(keyOf(ask))?.plan ?? null;
	}

	forget({ id }: Plan): void {
		this.#byId.delete(id);
		for (const [key, kept] of this.#shown) if (kept.plan.id === id) this.#shown.delete(key);
	}

	#forgetOld(): void {
		const oldest = this.#clock.now() - KEPT_MS;
		for (const kept of [...this.#byId.values(), ...this.#shown.values()]) {
			if (kept.at < oldest) this.forget(kept.plan);
		}
	}
}

/** The same words in another order are the same ask. */
function keyOf(ask: SwitchAsk): string {
	const sessions = ask.sessions === null ? null : [...new Set(ask.sessions)].sort();
	return JSON.stringify(Object.entries({ ...ask, sessions }).sort());
}
