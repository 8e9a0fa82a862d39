import type { Event } from "../../state/events.ts";
import type { Session, State } from "../../state/model.ts";
import { spentWindows } from "../../state/select.ts";
import { incarnationsIn, readSpool, removeSpoolItem, type SpoolItem } from "../claude/spool.ts";
import { SpoolChanges } from "../claude/spool-changes.ts";
import type { EngineParts } from "../parts.ts";
import { eventsOfStopFailure, ownerOfLife } from "./failed-turn.ts";
import { eventsOfHook } from "./hook-events.ts";
import { LaunchRecords } from "./launch-records.ts";
import { StatuslineFacts } from "./statusline-facts.ts";

type Parts = Pick<EngineParts, "recorder" | "clock" | "files" | "folders">;

const MOST_AT_ONCE = 2000;

/** How often the folder of an ended process life is looked into. */
const LATE_HOOKS_MS = 5_000;

/** Turns what the hooks and statuslines dropped into events. A file is removed once its events are committed. */
export class SpoolFacts {
	readonly #parts: Parts;
	readonly #isLaunching: (incarnation: string) => boolean;
	readonly #changes: SpoolChanges;
	readonly #records: LaunchRecords;
	readonly #statuslines: StatuslineFacts;
	/** Process lives that were seen to live; for one that ended since, when it was last looked at. */
	readonly #lives = new Map<string, number | null>();
	#running: Promise<boolean> = Promise.resolve(false);
	#next: Promise<boolean> | null = null;

	/** `isLaunching`: whether a process life is started, but not recorded yet. */
	constructor(parts: Parts, isLaunching: (incarnation: string) => boolean) {
		this.#parts = parts;
		this.#isLaunching = isLaunching;
		this.#changes = new SpoolChanges(parts.files, parts.clock);
		this.#records = new LaunchRecords(parts);
		this.#statuslines = new StatuslineFacts(parts, this.#records);
	}

	/** Reads all that waits; one reader at a time. True when something must be looked at again soon. */
	absorb(): Promise<boolean> {
		// A pass that has not begun yet reads what waits by now as well.
		this.#next ??= this.#running
			.catch(() => false)
			.then(() => {
				this.#next = null;
				this.#running = this.#absorb();
				return this.#running;
			});
		return this.#next;
	}

	async #absorb(): Promise<boolean> {
		const held = new Set<string>();
		const { files, folders } = this.#parts;
		const lives = await incarnationsIn(files, folders.spool);
		const there = new Set(lives);
		const asleep = this.#whoIsQuiet(there);
		this.#records.keep(there);
		this.#statuslines.keep(there);
		const awake = lives.filter((life) => !asleep.has(life));
		const look = await this.#changes.look(folders.spool, awake);
		const changed = awake.filter((life) => !look.unchanged.has(life));
		const items = await readSpool(files, folders.spool, MOST_AT_ONCE, changed);
		const events: Event[] = [];
		const told: SpoolItem[] = [];
		for (const item of items) {
			// Facts of one life stay in order: behind one that waits, all wait.
			if (held.has(item.incarnation)) continue;
			const said = await this.#eventsOf(item);
			if (said === null) held.add(item.incarnation);
			else told.push(item);
			events.push(...(said ?? []));
		}
		// Together: the last of many that wait is recorded as soon as the first.
		this.#parts.recorder.commit(...events);
		for (const item of told) await removeSpoolItem(files, item);
		await this.#statuslines.absorb(awake);
		if (items.length < MOST_AT_ONCE) look.read(new Set(items.map((item) => item.incarnation)));
		return held.size > 0;
	}

	/** What a hook says; `null` when it must be looked at again. */
	async #eventsOf(item: SpoolItem): Promise<readonly Event[] | null> {
		const { recorder, clock } = this.#parts;
		const record = await this.#records.of(item.incarnation);
		const session = record === null ? undefined : recorder.state().sessions[record.session];
		if (item.kind === "unreadable" || record === null || session === undefined) return [];
		if (this.#isLaunching(item.incarnation)) return null;
		const life = { session: session.name, incarnation: item.incarnation };
		const events =
			item.payload.event === "StopFailure"
				? await eventsOfStopFailure(
						this.#parts.files,
						{
							...life,
							account: ownerOfLife(recorder.state(), record.account),
							spent: isSpent(recorder.state(), record.account, clock.now()),
						},
						item.payload,
						item.writtenAt,
						clock.now(),
					)
				: eventsOfHook(life, item.payload, recorder.scrub);
		return events === null ? null : [...events, ...taskEvents(session, events)];
	}

	/**
	 * An ended life has nothing to say; it is looked at again only now and then, for a hook that was late, and
	 * forgotten once its folder is gone.
	 */
	#whoIsQuiet(there: ReadonlySet<string>): ReadonlySet<string> {
		const now = this.#parts.clock.now();
		const quiet = new Set<string>();
		const { sessions } = this.#parts.recorder.state();
		const living = Object.values(sessions).flatMap((s) => s.incarnation?.id ?? []);
		for (const [id, lookedAt] of this.#lives) {
			if (lookedAt !== null && Math.abs(now - lookedAt) < LATE_HOOKS_MS) quiet.add(id);
			else if (lookedAt !== null && !there.has(id)) this.#lives.delete(id);
			else this.#lives.set(id, now);
		}
		for (const id of living) this.#lives.set(id, null);
		return quiet;
	}
}

/** A turn that begins with a task's nonce is the proof that the task arrived. */
function taskEvents(session: Session, events: readonly Event[]): readonly Event[] {
	return events.flatMap((event) => {
		if (event.type !== "turn.started" || session.task === null) return [];
		const match = /^ccl:([\w.-]+):(\d+)$/.exec(event.nonce ?? "");
		if (match?.[1] !== session.task) return [];
		return [{ type: "task.accepted", task: session.task, attempt: Number(match[2]) } as const];
	});
}

function isSpent({ accounts }: State, name: string, now: number): boolean {
	const account = accounts[name];
	return account !== undefined && spentWindows(account, now).length > 0;
}
