import { closeSync, openSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import type { Event, EventRecord } from "./events.ts";
import { initialState, type State } from "./model.ts";

/** Raised whenever the stored shape of events or state changes; older files are migrated or refused. */
export const SCHEMA_VERSION = 1;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS events (seq INTEGER PRIMARY KEY, at INTEGER NOT NULL, type TEXT NOT NULL, body TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS snapshot (id INTEGER PRIMARY KEY CHECK (id = 1), seq INTEGER NOT NULL, state TEXT NOT NULL) STRICT;
`;

/** The durable record of what happened: `state.db`, WAL, synchronous=FULL. */
export interface Journal {
	/** State as last saved, and the events since. */
	load(): { readonly seq: number; readonly state: State; readonly since: readonly EventRecord[] };
	/** Commits the events in one transaction; they are on disk when this returns. */
	append(at: number, events: readonly Event[]): readonly EventRecord[];
	/** Saves the state after event `seq`, so that a later load replays only what came after. */
	saveSnapshot(seq: number, state: State): void;
	/** The last `count` events, oldest first. */
	tail(count: number): readonly EventRecord[];
	/** Removes events older than `before` (epoch ms) that the saved state already holds; returns how many. */
	prune(before: number): number;
	/** Raises the epoch by one and returns it: the fencing token of this engine's life. */
	nextEpoch(): number;
	close(): void;
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
	db.exec(SCHEMA);
	db.prepare("INSERT OR IGNORE INTO meta (key, value) VALUES ('schema', ?)").run(
		String(SCHEMA_VERSION),
	);
	const insert = db.prepare("INSERT INTO events (seq, at, type, body) VALUES (?, ?, ?, ?)");
	const last = db.prepare("SELECT coalesce(max(seq), 0) AS seq FROM events").get() as {
		seq: number;
	};
	let seq = Math.max(last.seq, loadSnapshot(db).seq);
	return {
		load: () => loadAll(db),
		append(at, events) {
			const records = events.map((event, i) => ({ seq: seq + 1 + i, at, event }));
			inTransaction(db, () => {
				for (const r of records) insert.run(r.seq, r.at, r.event.type, JSON.stringify(r.event));
			});
			seq += records.length;
			return records;
		},
		saveSnapshot(at, state) {
			db.prepare("INSERT OR REPLACE INTO snapshot (id, seq, state) VALUES (1, ?, ?)").run(
				at,
				JSON.stringify(state),
			);
		},
		tail(count) {
			const rows = db
				.prepare("SELECT seq, at, body FROM events ORDER BY seq DESC LIMIT ?")
				.all(count) as unknown as Row[];
			return rows.reverse().map(toRecord);
		},
		prune(before) {
			const covered = loadSnapshot(db).seq;
			const done = db.prepare("DELETE FROM events WHERE at < ? AND seq <= ?").run(before, covered);
			return Number(done.changes);
		},
		nextEpoch: () => raiseEpoch(db),
		close: () => db.close(),
	};
}

function inTransaction(db: DatabaseSync, work: () => void): void {
	db.exec("BEGIN IMMEDIATE");
	try {
		work();
		db.exec("COMMIT");
	} catch (error) {
		// On a full disk SQLite has rolled back by itself.
		if (db.isTransaction) db.exec("ROLLBACK");
		throw error;
	}
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
	return { seq: row.seq, state: { ...initialState, ...(JSON.parse(row.state) as State) } };
}

function loadAll(db: DatabaseSync): ReturnType<Journal["load"]> {
	const { seq, state } = loadSnapshot(db);
	const rows = db
		.prepare("SELECT seq, at, body FROM events WHERE seq > ? ORDER BY seq")
		.all(seq) as unknown as Row[];
	return { seq, state, since: rows.map(toRecord) };
}

function raiseEpoch(db: DatabaseSync): number {
	const row = db
		.prepare(
			"INSERT INTO meta (key, value) VALUES ('epoch', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value",
		)
		.get() as { value: string };
	return Number(row.value);
}
