import type { FileInfo } from "../ports/files.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import type { TaskFile, TaskRead } from "./task-file.ts";

/** What a task file says, without its text. `key`: what it is known again by. */
export interface Told extends Omit<TaskFile, "text" | "body" | "footer" | "writtenAt"> {
	readonly key: string;
}

export type Reading =
	| { readonly kind: "ok"; readonly told: Told }
	| { readonly kind: "refused"; readonly why: string };

/** A file as it was at the last look. */
interface Seen {
	readonly stamp: string;
	/** What it said, for as long as that cannot be heeded; `null`: it was. */
	readonly reading: Reading | null;
}

/** What the looks through the inboxes remember of the files in them, so that each is read when it changed, and only then. */
export class SeenFiles {
	readonly #seen = new Map<string, Seen>();

	get size(): number {
		return this.#seen.size;
	}

	/** As it was when it was last seen; `undefined`: it never was. */
	get(path: string): Seen | undefined {
		return this.#seen.get(path);
	}

	note(path: string, stamp: string, reading: Reading | null): void {
		this.#seen.set(path, { stamp, reading });
	}

	/** It is a task as it is: what it says is known of the task. */
	heeded(path: string): void {
		const seen = this.#seen.get(path);
		if (seen?.reading != null) this.note(path, seen.stamp, null);
	}

	/** It is no task any more, or never became one: what it says is to be read again. */
	forget(path: string): void {
		this.#seen.delete(path);
	}

	/** Forgets those that are in no inbox any more. */
	keep(isThere: (path: string) => boolean): void {
		for (const path of this.#seen.keys()) if (!isThere(path)) this.#seen.delete(path);
	}
}

/** Differs when a file was written to, replaced or renamed, whatever became of its time of writing. */
export function stampOf({ ino = 0, size, mtimeMs, ctimeMs = 0 }: FileInfo): string {
	return `${ino} ${size} ${mtimeMs} ${ctimeMs}`;
}

/** When a file was last written to, replaced or renamed, as far as its file system tells (epoch ms). */
export function touchedAt({ mtimeMs, ctimeMs = 0 }: FileInfo): number {
	return Math.max(mtimeMs, ctimeMs);
}

/** What of a file that was just read is remembered. */
export function readingOf(
	read: Exclude<TaskRead, { kind: "gone" }>,
	project: string,
	name: string,
): Reading {
	if (read.kind === "refused") return { kind: "refused", why: read.why };
	const { id, title, priority, dependsOn, choices, unknownKeys } = read.task;
	const key = idempotencyKey(project, name, read.task);
	return { kind: "ok", told: { id, title, priority, dependsOn, choices, unknownKeys, key } };
}
