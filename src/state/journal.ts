import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Event, EventRecord } from "./events.ts";
import { epochOf, FencedError, raiseEpoch } from "./journal-epoch.ts";
import { type EndedTask, type Ledger, ledgerOn } from "./journal-ledger.ts";
import { initialState, type State } from "./model.ts";
import { reviveState } from "./revive.ts";

/** Raised whenever the stored shape of events or state changes; older files are migrated or refused. */
export const SCHEMA_VERSION = 4;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
`;

/**
 * The durable record of what happened: `state.db`, WAL, synchronous=FULL. Everything that writes throws `FencedError`,
 * and writes nothing, once another handle has raised the epoch: two engines never write one history.
 */
export interface Journal {
	/** State as last saved, and the events since. */
	load(): { readonly seq: number; readonly state: State; readonly since: readonly EventRecord[] };
	/** Commits the events, and the tasks that end with them, in one transaction; they are on disk when this returns. */
	append(
		at: number,
		events: readonly Event[],
		ended?: readonly EndedTask[],
	): readonly EventRecord[];
	/** What became of tasks. */
	readonly ledger: Ledger;
	/** Saves the state after event `seq`, so that a later load replays only what came after. */
	saveSnapshot(seq: number, state: State): void;
	/** The last `count` events, oldest first. */
	tail(count: number): readonly EventRecord[];
	/** When the first event that is still kept happened (epoch ms); `null`: there is none. */
	firstAt(): number | null;
	/** How many events `prune` would remove; looks at all that are kept. */
	prunable(before: number): number;
	/** Removes events older than `before` (epoch ms) that the saved state already holds; returns how many. */
	prune(before: number): number;
	/** Raises the epoch by one and returns it: the fencing token of this engine's life, which this handle holds now. */
	nextEpoch(): number;
	/** False once another handle has raised the epoch. Read from the database at every call. */
	holdsEpoch(): boolean;
	close(): void;
}

export interface JournalOptions {
	/** `false` lets a stale handle write: only for the simulation's proof that its checks find what the fence prevents. */
	readonly fence?: boolean;
}

interface Row {
	readonly seq: number;
	readonly at: number;
	readonly body: string;
}

const toRecord = (row: Row): EventRecord => ({
	seq: row.seq,
	at: row.at,
	event: JSON.parse(row.body) as Event,
});

/** Opens or makes the journal at `file`. Throws when the file belongs to a newer version. */
export function openJournal(file: string): Journal {
	// SQLite gives its side files the mode of the database: private from the first byte on.
	closeSync(openSync(file, "a", 0o600));
	const db = new DatabaseSync(file, { timeout: 5000 });
	refuseNewer(db, file);
	db.exec("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;");
	return journalOn(db);
}

/**
 * A journal on a database that is open already. Several handles may share one: each holds the epoch that it found or
 * raised, and `close` of one closes the database for all.
 */
export function journalOn(db: DatabaseSync, { fence = true }: JournalOptions = {}): Journal {
	db.exec(SCHEMA);
	// What is written from here on, an older program would not understand.
	db.prepare("INSERT OR REPLACE INTO meta (key, value) VALUES ('schema', ?)").run(
		String(SCHEMA_VERSION),
	);
	const insert = inserter(db);
	const ledger = ledgerOn(db);
	const epoch = epochOf(db);
	let held = epoch();
	const holdsEpoch = (): boolean => !fence || epoch() === held;
	const inTransaction = transactionsOn(db);
	const write = <T>(work: () => T): T =>
		inTransaction(() => {
			if (!holdsEpoch()) throw new FencedError();
			return work();
		});
	return {
		load: () => loadAll(db),
		append: (at, events, ended = []) =>
			write(() => {
				ledger.add(ended);
				return insert(at, events);
			}),
		ledger,
		saveSnapshot(seq, state) {
			const save = db.prepare("INSERT OR REPLACE INTO snapshot (id, seq, state) VALUES (1, ?, ?)");
			write(() => save.run(seq, JSON.stringify(state)));
		},
		tail(count) {
			const rows = db
				.prepare("SELECT seq, at, body FROM events ORDER BY seq DESC LIMIT ?")
				.all(count) as unknown as Row[];
			return rows.reverse().map(toRecord);
		},
		firstAt() {
			const row = db.prepare("SELECT at FROM events ORDER BY seq LIMIT 1").get();
			return (row as { at: number } | undefined)?.at ?? null;
		},
		prunable(before) {
			const row = db.prepare(`SELECT count(*) AS count FROM events WHERE ${COVERED}`).get(before);
			return (row as { count: number }).count;
		},
		prune: (before) => write(() => deleteCovered(db, before)),
		nextEpoch() {
			held = raiseEpoch(db);
			return held;
		},
		holdsEpoch,
		close: () => db.close(),
	};
}

/** The number of an event is taken inside its transaction: a second writer can never take the same one. */
function inserter(
	db: DatabaseSync,
): (at: number, events: readonly Event[]) => readonly EventRecord[] {
	const insert = db.prepare("INSERT INTO events (seq, at, type, body) VALUES (?, ?, ?, ?)");
	// When all events were pruned, the saved state tells how far the count went.
	const last = db.prepare(
		"SELECT coalesce(max(seq), 0) AS seq FROM (SELECT max(seq) AS seq FROM events UNION ALL SELECT seq FROM snapshot)",
	);
	return (at, events) => {
		const { seq } = last.get() as { seq: number };
		const records = events.map((event, i) => ({ seq: seq + 1 + i, at, event }));
		for (const r of records) insert.run(r.seq, r.at, r.event.type, JSON.stringify(r.event));
		return records;
	};
}

/** What is older than a time and held by the saved state already. */
const COVERED = "at < ? AND seq <= (SELECT coalesce(max(seq), 0) FROM snapshot)";

function deleteCovered(db: DatabaseSync, before: number): number {
	const done = db.prepare(`DELETE FROM events WHERE ${COVERED}`).run(before);
	return Number(done.changes);
}

function transactionsOn(db: DatabaseSync): <T>(work: () => T) => T {
	const begin = db.prepare("BEGIN IMMEDIATE");
	const commit = db.prepare("COMMIT");
	return (work) => {
		begin.run();
		try {
			const result = work();
			commit.run();
			return result;
		} catch (error) {
			// On a full disk SQLite has rolled back by itself.
			if (db.isTransaction) db.exec("ROLLBACK");
			throw error;
		}
	};
}

/** Before anything is written: what a newer version keeps is not ours to change. */
function refuseNewer(db: DatabaseSync, file: string): void {
	const known = db.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get();
	const row = known && db.prepare("SELECT value FROM meta WHERE key = 'schema'").get();
	const version = (row as { value: string } | undefined)?.value;
	if (version === undefined || Number(version) <= SCHEMA_VERSION) return;
	db.close();
	throw new Error(`${file} was written by a newer claude-failover (schema ${version})`);
}

function loadSnapshot(db: DatabaseSync): { seq: number; state: State } {
	const row = db.prepare("SELECT seq, state FROM snapshot WHERE id = 1").get() as
		| { seq: number; state: string }
		| undefined;
	if (row === undefined) return { seq: 0, state: initialState };
	return { seq: row.seq, state: reviveState(JSON.parse(row.state)) };
}

function loadAll(db: DatabaseSync): ReturnType<Journal["load"]> {
	const { seq, state } = loadSnapshot(db);
	const rows = db
		.prepare("SELECT seq, at, body FROM events WHERE seq > ? ORDER BY seq")
		.all(seq) as unknown as Row[];
	return { seq, state, since: rows.map(toRecord) };
}
