import { dirname } from "node:path";
import type { Tidying, TidyReport, TidyTrouble } from "../../state/tidying.ts";
import { OneAtATime } from "../quota/one-at-a-time.ts";
import { carryOut } from "./carry-out.ts";
import { deadPanes } from "./dead-panes.ts";
import { type Duty, type JanitorParts, refusedBySystem, together } from "./duty.ts";
import { oldCheckpoints } from "./old-checkpoints.ts";
import { oldEvents } from "./old-events.ts";
import { oldLaunches } from "./old-launches.ts";
import { oldSpool } from "./old-spool.ts";
import { oldTasks } from "./old-tasks.ts";
import { intentsOf, recordsOf } from "./records.ts";
import { staleMarkers } from "./stale-markers.ts";

/** In their order; each pass of one janitor knows what its last one looked at. */
function dutiesOf(parts: JanitorParts): readonly Duty[] {
	return [
		oldEvents,
		oldCheckpoints,
		oldSpool,
		oldLaunches(parts),
		oldTasks(parts),
		staleMarkers,
		deadPanes,
	];
}

/** Tidies up what nobody needs any more. Looking and tidying are apart: a look does nothing. */
export class Janitor {
	readonly #parts: JanitorParts;
	readonly #duties: readonly Duty[];
	/** What was told of the last pass: said again only after it was gone. */
	#told: ReadonlySet<string> = new Set();
	/** What was said to be removed and is still there, by name. */
	readonly #begun = new Set<string>();
	readonly #passes = new OneAtATime();

	constructor(parts: JanitorParts) {
		this.#parts = parts;
		this.#duties = dutiesOf(parts);
	}

	/** What a pass would do now. */
	async look(): Promise<TidyReport> {
		const reports = [];
		for (const duty of this.#duties) reports.push(await duty(this.#parts));
		return together(reports);
	}

	/** Does one pass, after the one that is under way, and says what it did. */
	tidy(signal?: AbortSignal): Promise<TidyReport> {
		return this.#passes.run("pass", () => this.#tidy(signal));
	}

	async #tidy(signal: AbortSignal | undefined): Promise<TidyReport> {
		this.#parts.recorder.lookAtClock();
		const done: Tidying[] = [];
		const troubles: TidyTrouble[] = [];
		for (const duty of this.#duties) {
			if (signal?.aborted) break;
			const found = await duty(this.#parts);
			const of = await this.#carryOut(found.items, signal);
			done.push(...of.items);
			troubles.push(...found.troubles, ...of.troubles);
		}
		if (!signal?.aborted) this.#tell(troubles);
		return { items: done, troubles: unique(troubles) };
	}

	/** One that cannot be done holds up no other. */
	async #carryOut(items: readonly Tidying[], signal?: AbortSignal): Promise<TidyReport> {
		const done: Tidying[] = [];
		const troubles: TidyTrouble[] = [];
		if (!signal?.aborted) this.#sayBefore(items);
		try {
			for (const item of items) {
				if (signal?.aborted) break;
				const outcome = await this.#try(item);
				if (outcome === "done") done.push(item);
				else if (outcome !== "changed") troubles.push(outcome);
				if (outcome === "done" || outcome === "changed") this.#begun.delete(item.name);
			}
		} finally {
			this.#parts.recorder.commit(...recordsOf(done));
		}
		return { items: done, troubles };
	}

	/** Once for each: one that cannot be removed is found with every pass. */
	#sayBefore(items: readonly Tidying[]): void {
		const fresh = items.filter(({ name }) => !this.#begun.has(name));
		this.#parts.recorder.commit(...intentsOf(fresh));
		for (const { name } of fresh) this.#begun.add(name);
	}

	async #try(item: Tidying): ReturnType<typeof carryOut> {
		try {
			return await carryOut(this.#parts, item);
		} catch (error) {
			// Where one is refused the others mostly are as well: it is one thing to tell.
			return refusedBySystem(
				error,
				`tidy up in ${"path" in item ? dirname(item.path) : item.name}`,
			);
		}
	}

	/** Each once, until it is gone. */
	#tell(troubles: readonly TidyTrouble[]): void {
		const fresh = troubles.filter(({ what }) => !this.#told.has(what));
		this.#told = new Set(troubles.map(({ what }) => what));
		const events = unique(fresh).map(
			({ what, remedy }) => ({ type: "operator.warned", what, remedy }) as const,
		);
		this.#parts.recorder.commit(...events);
	}
}

function unique(troubles: readonly TidyTrouble[]): readonly TidyTrouble[] {
	return [...new Map(troubles.map((one) => [one.what, one])).values()];
}
