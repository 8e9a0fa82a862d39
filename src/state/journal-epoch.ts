import type { DatabaseSync } from "node:sqlite";

/** A newer engine raised the epoch: whoever meets this must end, write nothing and touch no session. */
export class FencedError extends Error {
	constructor() {
		super("a newer engine took over");
		this.name = "FencedError";
	}
}

/** Reads the fencing token that holds now, from the database at every call; 0 before the first engine. */
export function epochOf(db: DatabaseSync): () => number {
	const read = db.prepare("SELECT value FROM meta WHERE key = 'epoch'");
	return () => Number((read.get() as { value: string } | undefined)?.value ?? 0);
}

/** Raises the epoch by one and returns it. Whoever holds an older one is fenced from here on. */
export function raiseEpoch(db: DatabaseSync): number {
	const row = db
		.prepare(
			"INSERT INTO meta (key, value) VALUES ('epoch', '1') ON CONFLICT (key) DO UPDATE SET value = CAST(value AS INTEGER) + 1 RETURNING value",
		)
		.get() as { value: string };
	return Number(row.value);
}
