import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { watch } from "chokidar";
import type { EventRecord } from "../state/events.ts";
import type { EngineParts } from "./parts.ts";
import { queueFolders } from "./queue/inbox.ts";
import { watchWhenThere } from "./watch/watch-folder.ts";
import { watchSpool } from "./watch/watch-spool.ts";

/**
 * Loops that look at much give way to those that act on the same event: they are woken this much later, once for all
 * that happened meanwhile.
 */
const LATER_MS: Readonly<Record<string, number>> = {
	"session-watcher": 250,
	"quota-monitor": 1_000,
};

/** Which loops an event wakes. */
export function loopsToWake(record: EventRecord): readonly string[] {
	const { event } = record;
	const { type } = event;
	if (type.startsWith("loop.") || type === "verdict.reached") return [];
	const [subject] = type.split(".");
	switch (subject) {
		case "session":
			// Comes with every answer, and nothing is decided by it.
			if (type === "session.context-seen") return [];
			if (type === "session.state-seen" && event.question !== undefined) {
				return ["account-switcher", "owner-questions"];
			}
			return ["account-switcher", "dispatcher", "session-watcher"];
		case "turn":
			return type === "turn.advanced" ? [] : ["account-switcher", "dispatcher", "session-watcher"];
		case "quota":
			// In a large pool one comes every second. Half a minute is soon enough to ask those who may take over.
			return ["account-switcher"];
		case "limit":
		case "account":
			return ["account-switcher", "quota-monitor"];
		case "move":
			// A step on the way is between the switch and its session: nobody else can act on it.
			if (type !== "move.ended") return ["account-switcher"];
			return ["account-switcher", "dispatcher", "session-watcher"];
		case "switch":
			return ["account-switcher", "dispatcher", "session-watcher"];
		case "task":
		case "dispatch":
			if (type === "task.archived") return [];
			return ["dispatcher", "session-watcher", "account-switcher"];
		default:
			return [];
	}
}

/** Wakes loops by events. */
export function waker({
	poke,
	clock,
}: Pick<EngineParts, "poke" | "clock">): (loop: string) => void {
	const waiting = new Set<string>();
	return (loop) => {
		const ms = LATER_MS[loop];
		if (ms === undefined) return poke(loop);
		if (waiting.has(loop)) return;
		waiting.add(loop);
		void clock.sleep(ms).then(() => {
			waiting.delete(loop);
			poke(loop);
		});
	};
}

/** Watches the folders where facts arrive. Only a wake-up: the loops look for themselves. */
export async function watchFolders(parts: EngineParts): Promise<() => Promise<void>> {
	const { config, folders, poke, clock } = parts;
	const closed = new AbortController();
	const { signal } = closed;
	await mkdir(folders.spool, { recursive: true, mode: 0o700 });
	watchSpool(folders.spool, () => poke("spool-reader"), clock, signal);
	const look = (name: string | null): void => {
		// Entries are written under another name first.
		if (name === null || name.endsWith(".json")) poke("session-watcher");
	};
	for (const { home } of config.accounts)
		watchWhenThere(join(home, "sessions"), look, clock, signal);
	const inboxes = config.projects.map((p) => queueFolders(p.path).inbox);
	const tasks = watch(inboxes, { depth: 0, ignoreInitial: true, ignorePermissionErrors: true });
	tasks.on("all", () => poke("dispatcher"));
	// A watcher that breaks costs speed, not facts: the loops' own period stays.
	tasks.on("error", () => {});
	return async () => {
		closed.abort();
		await tasks.close();
	};
}
