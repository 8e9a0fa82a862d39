import type { Plan } from "../../state/client.ts";
import { type KeptPlan, KeptPlans } from "../kept-plans.ts";
import type { Clock } from "../ports/clock.ts";
import type { SwitchAsk } from "./plan.ts";

/** The plans that are kept: all by their id, and those that a dry run showed by who asked for what. */
export class ShownPlans {
	readonly #kept: KeptPlans<Plan, SwitchAsk>;
	/** The ids of the plans that were shown. */
	readonly #shown = new Map<string, string>();

	constructor(clock: Pick<Clock, "now">) {
		this.#kept = new KeptPlans(clock);
	}

	/** Keeps a plan under its id; `shown`: also as what its ask means from now on, to who asked. */
	keep(plan: Plan, ask: SwitchAsk, shown: boolean): void {
		this.#kept.keep(plan, ask);
		for (const [key, id] of this.#shown) if (this.byId(id) === null) this.#shown.delete(key);
		if (shown) this.#shown.set(keyOf(ask), plan.id);
	}

	byId(id: string): KeptPlan<Plan, SwitchAsk> | null {
		return this.#kept.byId(id);
	}

	/** The plan that a dry run showed to the same asker for this ask. */
	shownFor(ask: SwitchAsk): Plan | null {
		const id = this.#shown.get(keyOf(ask));
		return id === undefined ? null : (this.byId(id)?.plan ?? null);
	}

	forget({ id }: Plan): void {
		this.#kept.forget(id);
	}
}

/** The same words in another order are the same ask. */
function keyOf({ asker = "", ...ask }: SwitchAsk): string {
	const sessions = ask.sessions === null ? null : [...new Set(ask.sessions)].sort();
	return JSON.stringify([asker, Object.entries({ ...ask, sessions }).sort()]);
}
