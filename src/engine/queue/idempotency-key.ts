import { createHash } from "node:crypto";
import type { TaskFile } from "./task-file.ts";

/**
 * What tells a file that is dropped again from another one: the id that its author gave it; else its project, name,
 * time of writing and text together (SHA-256, hex). Pure.
 */
export function idempotencyKey(
	project: string,
	name: string,
	{ id, writtenAt, text }: Pick<TaskFile, "id" | "writtenAt" | "text">,
): string {
	if (id !== null) return `id:${project}:${id}`;
	return createHash("sha256")
		.update(JSON.stringify([project, name, writtenAt, text]))
		.digest("hex");
}
