import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { type FSWatcher, watch } from "chokidar";
import type { EventRecord } from "../state/events.ts";
import type { EngineParts } from "./parts.ts";
import type { Clock } from "./ports/clock.ts";
import { queueFolders } from "./queue/inbox.ts";

/** Every live session rewrites its statusline twice a minute, most of them at the same time. */
const STATUSLINES_MS = 1_000;

/** Which loops an event wakes. */
export function loopsToWake(record: EventRecord): readonly string[] {
	const { event } = record;
	const { type } = event;
	if (type.startsWith("loop.") || type === "verdict.reached") return [];
	const [subject] = type.split(".");
	switch (subject) {
		case "session":
			if (type === "session.state-seen" && event.question !== undefined) {
				return ["account-switcher", "owner-questions"];
			}
			return ["account-switcher", "dispatcher", "session-watcher"];
		case "turn":
			return type === "turn.advanced" ? [] : ["account-switcher", "dispatcher", "session-watcher"];
		case "quota":
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
			return ["dispatcher", "session-watcher", "account-switcher"];
		default:
			return [];
	}
}

/** What is renamed into place once it is whole. */
const HALF_WRITTEN = /\/\.[^/]*\.tmp$/;

/** Calls `wake` at once, and once more after `gapMs` for all calls that came in the meantime. */
export function merged(
	wake: () => void,
	gapMs: number,
	clock: Clock,
	signal: AbortSignal,
): () => void {
	let waiting: boolean | null = null;
	const call = (): void => {
		if (waiting !== null) {
			waiting = true;
			return;
		}
		waiting = false;
		wake();
		void clock.sleep(gapMs, signal).then(() => {
			const again = waiting === true && !signal.aborted;
			waiting = null;
			if (again) call();
		});
	};
	return call;
}

/** Watches the folders where facts arrive. Only a wake-up: the loops look for themselves. */
export async function watchFolders(parts: EngineParts): Promise<() => Promise<void>> {
	const { config, folders, poke, clock } = parts;
	const closed = new AbortController();
	const watchers: FSWatcher[] = [];
	await mkdir(folders.spool, { recursive: true, mode: 0o700 });
	const registries = config.accounts.map((a) => join(a.home, "sessions"));
	const facts = watch([folders.spool, ...registries], {
		depth: 1,
		ignoreInitial: true,
		ignorePermissionErrors: true,
		ignored: (path) => HALF_WRITTEN.test(path),
	});
	const look = (): void => poke("session-watcher");
	const lookAtStatuslines = merged(look, STATUSLINES_MS, clock, closed.signal);
	facts.on("all", (_, path) =>
		basename(path) === "statusline.json" ? lookAtStatuslines() : look(),
	);
	watchers.push(facts);
	const inboxes = config.projects.map((p) => queueFolders(p.path).inbox);
	const tasks = watch(inboxes, { depth: 0, ignoreInitial: true, ignorePermissionErrors: true });
	watchers.push(tasks.on("all", () => poke("dispatcher")));
	// A watcher that breaks costs speed, not facts: the loops' own period stays.
	for (const watcher of watchers) watcher.on("error", () => {});
	return async () => {
		closed.abort();
		await Promise.all(watchers.map((w) => w.close()));
	};
}
