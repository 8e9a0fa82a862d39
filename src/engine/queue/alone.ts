import type { EngineParts } from "../parts.ts";

/**
 * Runs an act on the files of the inboxes while no other one runs: a look at them, a claim or its end, or what a person
 * does to a task. None finds a file half-way moved by another. An act may not start another one within it.
 */
export function alone<T>(
	{ inboxes }: Pick<EngineParts, "inboxes">,
	act: () => Promise<T>,
): Promise<T> {
	return inboxes.run("all", act);
}
