import type { Event } from "../../state/events.ts";
import type { State } from "../../state/model.ts";
import { readStatuslines } from "../claude/spool.ts";
import type { EngineParts } from "../parts.ts";
import type { LaunchRecord } from "../pool/launch-record.ts";
import type { LaunchRecords } from "./launch-records.ts";
import {
	eventsOfStatusline,
	type ReadStatusline,
	type Told,
	toldAfter,
} from "./statusline-events.ts";

type Parts = Pick<EngineParts, "recorder" | "files" | "folders">;

/** Turns the statuslines of process lives into events, and keeps what each life has told so far. */
export class StatuslineFacts {
	readonly #parts: Parts;
	readonly #records: LaunchRecords;
	/** When the statusline that was last read was written, life by life. */
	readonly #readAt = new Map<string, number>();
	readonly #told = new Map<string, Told>();
	/** What lay there at the start from lives that had ended was told before. */
	#begun = false;

	constructor(parts: Parts, records: LaunchRecords) {
		this.#parts = parts;
		this.#records = records;
	}

	/** Reads those of these lives that changed; what they tell is committed together. */
	async absorb(lives: readonly string[]): Promise<void> {
		const { recorder, files, folders } = this.#parts;
		const events: Event[] = [];
		const told = new Map<string, Told>();
		const items = await readStatuslines(files, folders.spool, this.#readAt, lives);
		for (const item of items) {
			const record = await this.#records.of(item.incarnation);
			if (record === null || item.kind === "unreadable") continue;
			if (!this.#begun && !isLiving(recorder.state(), record)) continue;
			events.push(...this.#eventsOf(record, item));
			told.set(item.incarnation, toldAfter(this.#told.get(item.incarnation) ?? null, item));
		}
		recorder.commit(...events);
		// Only what is recorded was told: what could not be is read again.
		this.#begun = true;
		for (const [life, one] of told) this.#told.set(life, one);
		for (const { incarnation, mtimeMs } of items) this.#readAt.set(incarnation, mtimeMs);
	}

	/** Forgets all other lives. */
	keep(lives: ReadonlySet<string>): void {
		for (const life of this.#readAt.keys()) {
			if (lives.has(life)) continue;
			this.#readAt.delete(life);
			this.#told.delete(life);
		}
	}

	#eventsOf(record: LaunchRecord, item: ReadStatusline): readonly Event[] {
		const before = this.#told.get(item.incarnation) ?? null;
		// At the start nobody knows what a life told before, and how long ago its last answer was.
		const since = before?.at ?? (this.#begun ? record.launchedAt : null);
		return eventsOfStatusline(this.#parts.recorder.state(), record, item, before, since);
	}
}

function isLiving(state: State, record: LaunchRecord): boolean {
	return state.sessions[record.session]?.incarnation?.id === record.incarnation;
}
