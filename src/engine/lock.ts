import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

export type Lock =
	| { readonly kind: "held"; release(): void }
	| { readonly kind: "taken"; readonly pid: number | null };

/**
 * Makes this process the only engine of a state directory. The lock is the kernel's, on `lock.db`: it ends with the
 * process, however that ends. `holder.json` beside it only says who holds it.
 */
export function takeLock(stateDir: string, pid: number): Lock {
	const holder = join(stateDir, "holder.json");
	const file = join(stateDir, "lock.db");
	// Made private here: opening it a second time in this process would drop the lock.
	if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
	const db = new DatabaseSync(file, { timeout: 0 });
	try {
		db.exec("PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE");
	} catch (error) {
		db.close();
		if (!/locked|busy/i.test(String(error))) throw error;
		return { kind: "taken", pid: readHolder(holder) };
	}
	try {
		writeFileSync(holder, JSON.stringify({ pid }), { mode: 0o600 });
	} catch {
		// Only a hint for the next one who comes; the lock itself holds.
	}
	return { kind: "held", release: () => db.close() };
}

function readHolder(file: string): number | null {
	try {
		const { pid } = JSON.parse(readFileSync(file, "utf8")) as { pid?: unknown };
		return typeof pid === "number" ? pid : null;
	} catch {
		return null;
	}
}
