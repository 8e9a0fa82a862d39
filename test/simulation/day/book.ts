import type { Event, EventRecord } from "../../../src/state/events.ts";
import type { World } from "../world/world.ts";

type Claimed = Extract<Event, { type: "task.claimed" }>;
type Ended = Extract<Event, { type: "task.ended" }>;

/** All that the event log says of one task. Times in ms of the timeline. */
export interface Entry {
	readonly claims: (Pick<Claimed, "attempt" | "nonce" | "session"> & { readonly at: number })[];
	readonly ends: (Pick<Ended, "outcome" | "file" | "note"> & { readonly at: number })[];
	/** It was added and not removed since. */
	known: boolean;
}

/** Something outside the engine that can cost an attempt its end. `session`: `null` for all of them. */
export interface Harm {
	readonly from: number;
	until: number;
	readonly session: string | null;
	readonly what: string;
}

/** The event log of a day, folded while it is written: the state forgets tasks that ended long ago. */
export class Book {
	readonly tasks = new Map<string, Entry>();
	readonly harms: Harm[] = [];
	switches = 0;
	records = 0;
	readonly #world: World;
	readonly #nonces = new Map<string, string>();

	constructor(world: World) {
		this.#world = world;
	}

	/** It is over at once, unless who tells it says otherwise. */
	harm(session: string | null, what: string): Harm {
		const { elapsed } = this.#world.timeline;
		const harm = { from: elapsed, until: elapsed, session, what };
		this.harms.push(harm);
		return harm;
	}

	/** Something befell the session, or all of them, in that time. */
	wasHarmed(session: string, from: number, to: number): boolean {
		return this.harms.some(
			(h) => h.until >= from && h.from <= to && (h.session === null || h.session === session),
		);
	}

	/** Takes in what was committed just now. */
	read(records: readonly EventRecord[]): void {
		this.records += records.length;
		for (const { event } of records) {
			if (event.type === "task.added") this.#of(event.task).known = true;
			else if (event.type === "task.removed") this.#of(event.task).known = false;
			else if (event.type === "task.claimed") this.#claimed(event);
			else if (event.type === "task.ended") this.#ended(event);
			else if (event.type === "switch.ended") this.switches += 1;
		}
	}

	#claimed(event: Claimed): void {
		const { attempt, nonce, session, task } = event;
		const { claims, ends } = this.#of(task);
		const last = claims.at(-1)?.attempt ?? 0;
		if (attempt <= last) this.#violate("attempts", `${task}: attempt ${attempt} after ${last}`);
		const other = this.#nonces.get(nonce);
		if (other !== undefined) {
			this.#violate("doubled-attempt", `${nonce} was given to ${other} and to ${session}`);
		}
		if (ends.length > 0) this.#violate("doubled-task", `${task} is given out after its end`);
		this.#nonces.set(nonce, session);
		claims.push({ attempt, nonce, session, at: this.#world.timeline.elapsed });
	}

	#ended({ task, outcome, file, note }: Ended): void {
		const { ends } = this.#of(task);
		ends.push({ outcome, file, note, at: this.#world.timeline.elapsed });
		if (ends.length > 1) {
			this.#violate("one-end", `${task} ended as ${ends.map((e) => e.outcome).join(", ")}`);
		}
	}

	/** Whether that nonce was given to anybody. */
	knows(nonce: string): boolean {
		return this.#nonces.has(nonce);
	}

	#of(task: string): Entry {
		const known = this.tasks.get(task);
		if (known !== undefined) return known;
		const entry: Entry = { claims: [], ends: [], known: false };
		this.tasks.set(task, entry);
		return entry;
	}

	#violate(invariant: string, what: string): void {
		this.#world.violate(invariant, what);
	}
}
