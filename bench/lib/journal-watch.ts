import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";

/** How often the database is asked. */
const EVERY_MS = 1;

/** Waits for a row that another process commits; resolves to the ms since `begun` (of `performance.now`). */
export async function rowCommitted(
	file: string,
	query: string,
	begun: number,
	timeoutMs = 20_000,
): Promise<number> {
	const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
	try {
		const look = db.prepare(query);
		while (performance.now() - begun < timeoutMs) {
			if (look.get() !== undefined) return performance.now() - begun;
			await sleep(EVERY_MS);
		}
		throw new Error(`waited ${timeoutMs} ms in vain for: ${query}`);
	} finally {
		db.close();
	}
}

/** The one number that a query gives. */
export function numberIn(file: string, query: string): number {
	const db = new DatabaseSync(file, { readOnly: true, timeout: 5_000 });
	try {
		return Number(Object.values(db.prepare(query).get() ?? {})[0]);
	} finally {
		db.close();
	}
}
