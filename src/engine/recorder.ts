import type { StoreApi } from "zustand/vanilla";
import type { Snapshot } from "../state/client.ts";
import type { Event, EventRecord } from "../state/events.ts";
import type { Journal } from "../state/journal.ts";
import { FencedError } from "../state/journal-epoch.ts";
import type { EndedTask, Ledger } from "../state/journal-ledger.ts";
import type { State } from "../state/model.ts";
import { applyRecords, createSnapshotStore } from "../state/store.ts";
import { ClockJumps } from "./clock-jumps.ts";
import { redactSecrets } from "./config/text/secrets.ts";
import type { Clock } from "./ports/clock.ts";
import type { Scrub } from "./scrub.ts";
import { scrubEvent } from "./scrub-event.ts";

/** A snapshot is saved after this many events, so that a start replays only few. */
const SNAPSHOT_EVERY = 500;
const RECENT_AT_START = 200;

/** The only way to say that something happened: journal first, then state, then subscribers. */
export interface Recorder {
	readonly store: StoreApi<Snapshot>;
	state(): State;
	/** Commits the events together; they are on disk and in the state when this returns. */
	commit(...events: readonly Event[]): void;
	/** What became of tasks, also of those that the state has forgotten. */
	readonly ledger: Ledger;
	/** Records that the clock was set or the machine slept, if so: call it before times are compared. */
	lookAtClock(): void;
	/** What is done to the free texts of events before they are recorded: secrets are taken out. */
	readonly scrub: Scrub;
	/** Called with every committed batch. */
	subscribe(listener: (records: readonly EventRecord[]) => void): void;
	/** When the first event that the journal still has happened (epoch ms); `null`: there is none. */
	firstAt(): number | null;
	/** How many events `prune` would forget; looks at all that are kept. */
	prunable(before: number): number;
	/** Forgets events older than `before` (epoch ms) that the saved state holds already; returns how many. */
	prune(before: number): number;
	/** False once a newer engine took over. */
	holdsEpoch(): boolean;
	/**
	 * Throws `FencedError`, and ends this engine, once a newer one took over. Called directly before an act that neither
	 * tmux nor the journal fences: see `fence.ts`.
	 */
	mustHold(): void;
	/** Aborted once this engine is known to be an old one: nothing of it may go on. */
	readonly takenOver: AbortSignal;
	/** Ends what this engine does because a newer one acts on the same pool. Always throws `FencedError`. */
	giveWay(): never;
	/** Saves the state and closes the journal. */
	close(): void;
}

/** Opens the recorder on a journal: the state as it was, replayed. */
export function openRecorder(
	journal: Journal,
	clock: Clock,
	scrub: Scrub = redactSecrets,
): Recorder {
	const saved = journal.load();
	const store = createSnapshotStore(saved.seq, saved.state, []);
	applyRecords(store, saved.since);
	store.setState({ recent: journal.tail(RECENT_AT_START) });
	const listeners: ((records: readonly EventRecord[]) => void)[] = [];
	let sinceSnapshot = saved.since.length;
	const old = new AbortController();
	const giveWay = (): never => {
		const fenced = new FencedError();
		old.abort(fenced);
		throw fenced;
	};
	const unlessFenced = <T>(write: () => T): T => {
		try {
			return write();
		} catch (error) {
			if (error instanceof FencedError) giveWay();
			throw error;
		}
	};
	const save = (): void => {
		const { seq, state } = store.getState();
		unlessFenced(() => journal.saveSnapshot(seq, state));
		sinceSnapshot = 0;
	};
	const record = (told: readonly Event[]): void => {
		const events = told.map((event) => scrubEvent(event, scrub));
		const at = clock.now();
		const ended = endedTasks(store.getState().state, events, at);
		const records = unlessFenced(() => journal.append(at, events, ended));
		applyRecords(store, records);
		sinceSnapshot += records.length;
		if (sinceSnapshot >= SNAPSHOT_EVERY) save();
		for (const listener of listeners) listener(records);
	};
	const jumps = new ClockJumps(clock, store.getState().recent.at(-1)?.at ?? null);
	return {
		store,
		state: () => store.getState().state,
		commit(...events) {
			if (events.length === 0) return;
			const jumped = jumps.look();
			record(jumped === null ? events : [jumped, ...events]);
		},
		ledger: journal.ledger,
		scrub,
		lookAtClock() {
			const jumped = jumps.look();
			if (jumped !== null) record([jumped]);
		},
		subscribe(listener) {
			listeners.push(listener);
		},
		firstAt: () => journal.firstAt(),
		prunable: (before) => journal.prunable(before),
		prune: (before) => unlessFenced(() => journal.prune(before)),
		holdsEpoch: () => journal.holdsEpoch(),
		mustHold() {
			if (!journal.holdsEpoch()) giveWay();
		},
		takenOver: old.signal,
		giveWay,
		close() {
			try {
				save();
			} finally {
				journal.close();
			}
		},
	};
}

/** The tasks that end with these events, as they were before. */
function endedTasks({ tasks }: State, events: readonly Event[], at: number): readonly EndedTask[] {
	return events.flatMap((event) => {
		if (event.type !== "task.ended") return [];
		const { task, outcome, file } = event;
		const { key = null, attempt = 0 } = tasks.get(task) ?? {};
		return [{ task, key, attempt, outcome, endedAt: at, file }];
	});
}
