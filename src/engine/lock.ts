import { closeSync, existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The process that holds the lock, as it said itself when it took it. */
export interface Holder {
	readonly pid: number;
	/** In the words of `Processes.startTime`; `null`: not known. With the pid it names one process for ever. */
	readonly startTime: string | null;
	/** When it took the lock (epoch ms). */
	readonly since: number | null;
}

export type Lock =
	| { readonly kind: "held"; release(): void }
	/** `holder`: `null` when there is no readable note of it. */
	| { readonly kind: "taken"; readonly holder: Holder | null };

/**
 * Makes this process the only engine of a state directory. The lock is the kernel's, on `lock.db`: it ends with the
 * process, however that ends, but not while the process is merely stopped. `holder.json` beside it says who holds it.
 */
export function takeLock(stateDir: string, me: Holder): Lock {
	const note = join(stateDir, "holder.json");
	const file = join(stateDir, "lock.db");
	// Made private here: opening it a second time in this process would drop the lock.
	if (!existsSync(file)) closeSync(openSync(file, "a", 0o600));
	const db = new DatabaseSync(file, { timeout: 0 });
	try {
		db.exec("PRAGMA journal_mode=DELETE; BEGIN EXCLUSIVE");
	} catch (error) {
		db.close();
		if (!/locked|busy/i.test(String(error))) throw error;
		return { kind: "taken", holder: readHolder(note) };
	}
	try {
		writeFileSync(note, JSON.stringify(me), { mode: 0o600 });
	} catch {
		// The lock itself holds; without the note nobody can take over by themselves.
	}
	return { kind: "held", release: () => db.close() };
}

/** Who it is, in words: `process 123, since 2026-11-23T10:00:00Z`. */
export function describeHolder(holder: Holder | null): string {
	if (holder === null) return "another process";
	const { pid, since } = holder;
	if (since === null) return `process ${pid}`;
	return `process ${pid} (since ${new Date(since).toISOString().replace(/\.\d+/, "")})`;
}

function readHolder(file: string): Holder | null {
	try {
		const note = JSON.parse(readFileSync(file, "utf8")) as Partial<Record<keyof Holder, unknown>>;
		const { pid, startTime, since } = note;
		if (!Number.isSafeInteger(pid) || Number(pid) <= 0) return null;
		return {
			pid: Number(pid),
			startTime: typeof startTime === "string" ? startTime : null,
			since: typeof since === "number" && Number.isFinite(since) ? since : null,
		};
	} catch {
		return null;
	}
}
