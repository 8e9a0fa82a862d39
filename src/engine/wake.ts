import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import type { EventRecord } from "../state/events.ts";
import type { EngineParts } from "./parts.ts";
import { queueFolders } from "./queue/inbox.ts";

/** Which loops an event wakes. */
export function loopsToWake(record: EventRecord): readonly string[] {
	const { type } = record.event;
	if (type.startsWith("loop.") || type === "verdict.reached") return [];
	const [subject] = type.split(".");
	switch (subject) {
		case "turn":
		case "session":
			return type === "turn.advanced" ? [] : ["account-switcher", "dispatcher", "session-watcher"];
		case "quota":
		case "limit":
		case "account":
			return ["account-switcher", "quota-monitor"];
		case "switch":
		case "move":
			return ["account-switcher", "dispatcher", "session-watcher"];
		case "task":
		case "dispatch":
			return ["dispatcher", "session-watcher", "account-switcher"];
		default:
			return [];
	}
}

/** Watches the folders where facts arrive. Only a wake-up: the loops look for themselves. */
export async function watchFolders(parts: EngineParts): Promise<() => Promise<void>> {
	const { config, folders, poke } = parts;
	const watchers: FSWatcher[] = [];
	await mkdir(folders.spool, { recursive: true, mode: 0o700 });
	const registries = config.accounts.map((a) => join(a.home, "sessions"));
	const facts = watch([folders.spool, ...registries], {
		depth: 1,
		ignoreInitial: true,
		ignorePermissionErrors: true,
	});
	watchers.push(facts.on("all", () => poke("session-watcher")));
	const inboxes = config.projects.map((p) => queueFolders(p.path).inbox);
	const tasks = watch(inboxes, { depth: 0, ignoreInitial: true, ignorePermissionErrors: true });
	watchers.push(tasks.on("all", () => poke("dispatcher")));
	// A watcher that breaks costs speed, not facts: the loops' own period stays.
	for (const watcher of watchers) watcher.on("error", () => {});
	return async () => {
		await Promise.all(watchers.map((w) => w.close()));
	};
}
