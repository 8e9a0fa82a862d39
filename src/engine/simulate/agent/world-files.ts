import {
	appendFileSync,
	mkdirSync,
	readFileSync,
	renameSync,
	statSync,
	writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
	type AccountUsage,
	DEFAULT_WORLD,
	MODEL_WINDOW_NAMES,
	WINDOW_NAMES,
	type WindowLimit,
	type WindowName,
	type WindowUsage,
	type WorldAccount,
	type WorldConfig,
} from "./world-model.ts";

/** Writes JSON by rename, so that a reader never sees half of it. */
export function writeJson(path: string, value: unknown): void {
	const temporary = `${path}.${process.pid}.tmp`;
	writeFileSync(temporary, `${JSON.stringify(value, null, "\t")}\n`, { mode: 0o600 });
	renameSync(temporary, path);
}

/** Parses a JSON file; null when it is missing or not JSON. */
export function readJson(path: string): unknown {
	try {
		return JSON.parse(readFileSync(path, "utf8"));
	} catch {
		return null;
	}
}

/** The world's settings, with defaults for whatever `world.json` leaves out. */
export function readWorld(dir: string): WorldConfig {
	const stored = (readJson(join(dir, "world.json")) ?? {}) as Partial<WorldConfig>;
	const defaultTurn = { ...DEFAULT_WORLD.defaultTurn, ...stored.defaultTurn };
	return { ...DEFAULT_WORLD, ...stored, defaultTurn };
}

/** The path of an account's file. Keys are file names: see `accountKeyOf`. */
export function accountPath(dir: string, key: string): string {
	return join(dir, "accounts", `${key}.json`);
}

/** One account of the world; null when the server does not know it. */
export function readAccount(dir: string, key: string): WorldAccount | null {
	return readJson(accountPath(dir, key)) as WorldAccount | null;
}

/** When the window that is open at `now` ends. Windows follow each other without a gap. */
export function windowEnd(limit: WindowLimit, now: number): number {
	if (now < limit.resetsAt) return limit.resetsAt;
	const passed = Math.floor((now - limit.resetsAt) / limit.lengthMs) + 1;
	return limit.resetsAt + passed * limit.lengthMs;
}

/** One file per window and period: a new period starts empty, and no lock is needed. */
function usagePath(dir: string, key: string, name: WindowName, end: number): string {
	return join(dir, "usage", `${key}.${name}.${end}`);
}

/** Adds units to the open period of one window: one byte per unit, appended. */
export function appendUnits(dir: string, key: string, name: WindowName, units: number): void {
	const limit = readAccount(dir, key)?.windows[name];
	if (limit === undefined || units <= 0) return;
	mkdirSync(join(dir, "usage"), { recursive: true });
	const path = usagePath(dir, key, name, windowEnd(limit, Date.now()));
	appendFileSync(path, ".".repeat(Math.round(units)));
}

function sizeOf(path: string): number {
	return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
}

/** How full an account's windows are now. Windows without a limit are left out. */
export function readUsage(dir: string, key: string, now = Date.now()): AccountUsage {
	const account = readAccount(dir, key);
	const usage: Partial<Record<WindowName, WindowUsage>> = {};
	for (const name of [...WINDOW_NAMES, ...MODEL_WINDOW_NAMES]) {
		const limit = account?.windows[name];
		if (limit === undefined) continue;
		const resetsAt = windowEnd(limit, now);
		const usedUnits = sizeOf(usagePath(dir, key, name, resetsAt));
		const ratio = Math.min(1, usedUnits / limit.limitUnits);
		usage[name] = { usedUnits, limitUnits: limit.limitUnits, ratio, resetsAt };
	}
	return usage;
}
