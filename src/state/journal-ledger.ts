import type { DatabaseSync } from "node:sqlite";
import type { TaskState } from "./model.ts";

/** A task that ended, as the ledger keeps it. */
export interface EndedTask {
	readonly task: string;
	/** What its file is known again by; `null` where that was not known. */
	readonly key: string | null;
	/** The number of its last attempt. */
	readonly attempt: number;
	readonly outcome: Extract<TaskState, "done" | "failed" | "uncertain">;
	/** Epoch ms. */
	readonly endedAt: number;
	/** Where its file was put. */
	readonly file: string;
}

/** What became of tasks, for longer than the state and the events keep them. */
export interface Ledger {
	/** The last end of a task whose file had this key; `null`: none within the time that is kept. */
	byKey(key: string): EndedTask | null;
	/** The last end of the task of this id. */
	byTask(task: string): EndedTask | null;
}

/** A file that is dropped again is known for so long. */
const KEPT_MS = 90 * 24 * 3_600_000;

const SCHEMA = `
CREATE TABLE IF NOT EXISTS ended_tasks (
	id INTEGER PRIMARY KEY, task TEXT NOT NULL, key TEXT, attempt INTEGER NOT NULL,
	outcome TEXT NOT NULL, ended_at INTEGER NOT NULL, file TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS ended_tasks_by_key ON ended_tasks (key);
CREATE INDEX IF NOT EXISTS ended_tasks_by_task ON ended_tasks (task);
CREATE INDEX IF NOT EXISTS ended_tasks_by_time ON ended_tasks (ended_at);
`;

const COLUMNS = "task, key, attempt, outcome, ended_at AS endedAt, file";

/** The ledger in a journal's database. `add` belongs into the transaction of the event that it comes from. */
export function ledgerOn(db: DatabaseSync): Ledger & { add(rows: readonly EndedTask[]): void } {
	db.exec(SCHEMA);
	const last = (where: string) =>
		db.prepare(`SELECT ${COLUMNS} FROM ended_tasks WHERE ${where} = ? ORDER BY id DESC LIMIT 1`);
	const [byKey, byTask] = [last("key"), last("task")];
	const insert = db.prepare(
		"INSERT INTO ended_tasks (task, key, attempt, outcome, ended_at, file) VALUES (?, ?, ?, ?, ?, ?)",
	);
	const newest = db.prepare("SELECT ended_at AS at FROM ended_tasks ORDER BY id DESC LIMIT 1");
	const forget = db.prepare("DELETE FROM ended_tasks WHERE ended_at < ?");
	return {
		byKey: (key) => (byKey.get(key) as EndedTask | undefined) ?? null,
		byTask: (task) => (byTask.get(task) as EndedTask | undefined) ?? null,
		add(rows) {
			// Most commits end no task.
			if (rows.length === 0) return;
			// A clock that is years ahead for a moment must not forget everything.
			const before = (newest.get() as { at: number } | undefined)?.at;
			for (const { task, key, attempt, outcome, endedAt, file } of rows) {
				insert.run(task, key, attempt, outcome, endedAt, file);
				forget.run(Math.min(endedAt, before ?? endedAt) - KEPT_MS);
			}
		},
	};
}
