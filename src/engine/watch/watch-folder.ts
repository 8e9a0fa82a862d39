import { type FSWatcher, watch } from "node:fs";
import { basename } from "node:path";
import type { Clock } from "../ports/clock.ts";

/** How often a folder that is not there is looked for. */
const LOOK_FOR_MS = 5_000;

/** Called with the name of what appeared, changed or went in a folder; `null`: something may have. */
type Seen = (name: string | null) => void;

/**
 * Watches one folder, without reading it. `false`: it cannot be watched. `gone` is called once, when it was moved or
 * removed, or when the watch broke.
 */
export function watchFolder(
	folder: string,
	seen: Seen,
	gone: () => void,
	signal: AbortSignal,
): boolean {
	if (signal.aborted) return false;
	let watcher: FSWatcher;
	try {
		watcher = watch(folder, { signal });
	} catch {
		return false;
	}
	let over = false;
	const end = (): void => {
		if (over || signal.aborted) return;
		over = true;
		watcher.close();
		gone();
	};
	// The system tells of the folder itself by its own name.
	watcher.on("change", (_, name) => (name === basename(folder) ? end() : seen(asText(name))));
	watcher.on("error", end);
	return true;
}

/** Watches a folder for as long as the signal stands, also one that comes later, or goes and comes again. */
export function watchWhenThere(
	folder: string,
	seen: Seen,
	clock: Clock,
	signal: AbortSignal,
): void {
	const open = (): boolean => watchFolder(folder, seen, reopen, signal);
	const reopen = (): void => {
		if (signal.aborted) return;
		// What came before the watch is told by nobody.
		if (open()) seen(null);
		else void clock.sleep(LOOK_FOR_MS, signal).then(reopen);
	};
	if (!open()) reopen();
}

function asText(name: string | Buffer | null): string | null {
	return name === null ? null : String(name);
}
