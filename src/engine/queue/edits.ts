import type { Event } from "../../state/events.ts";
import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import type { FileInfo } from "../ports/files.ts";
import type { Found, Look } from "./look.ts";
import { LONGEST_REASON, notAllowed, readIfNew } from "./look.ts";
import { needsOf, type Surroundings } from "./surroundings.ts";
import type { TaskFile } from "./task-file.ts";

type Parts = Pick<EngineParts, "clock" | "files">;

type Written = Pick<TaskFile, "title" | "priority" | "dependsOn" | "choices">;

export type Edited = Extract<Event, { type: "task.edited" }>;

/** What a file that was written anew makes of its waiting task. */
export type Edit =
	| { readonly kind: "none" }
	| { readonly kind: "edited"; readonly event: Edited }
	/** It cannot be heeded as it is written now: the task stays what it was, with that as its note. */
	| { readonly kind: "unheeded"; readonly note: string };

const UNHEEDED = "as it is written now it is not heeded";

/** Compares a waiting task of the project `key` with what its file says now. */
export function editOf(around: Surroundings, task: Task, key: string, file: Written): Edit {
	const { priority, choices } = file;
	const title = around.scrub(file.title);
	const needs = needsOf(around, task.id, key, file);
	const why = needs.kind === "refused" ? `depends_on: ${needs.why}` : notAllowed(around, file);
	if (needs.kind === "refused" || why !== null) {
		const note = around.scrub(`${UNHEEDED}: ${why}`).slice(0, LONGEST_REASON);
		return { kind: "unheeded", note };
	}
	const now = JSON.stringify([title, priority, needs.ids, choices]);
	const known = [task.title, task.priority, task.dependsOn ?? [], task.choices ?? {}];
	// An edit that was not heeded was taken back: that it is not heeded is true no more.
	const isNoted = task.note?.startsWith(UNHEEDED) ?? false;
	if (now === JSON.stringify(known) && !isNoted) return { kind: "none" };
	const edited = { title, priority, dependsOn: needs.ids, choices };
	return { kind: "edited", event: { type: "task.edited", task: task.id, ...edited } };
}

/** Looks again at the file of a waiting task. `info`: what is known of it now; `null`: it was not asked. */
export async function lookAgain(
	parts: Parts,
	look: Look,
	task: Task,
	found: Found,
	info: FileInfo | null,
): Promise<void> {
	const { key, path, by } = found;
	look.present.add(path);
	if ((task.blockedBy ?? null) !== by)
		look.events.push({ type: "task.blocked", task: task.id, by });
	if (info === null) return;
	const reading = await readIfNew(parts, look, found, info);
	// One that cannot be taken any more is told when it is to be given out.
	if (reading?.kind !== "ok") return;
	const edit = editOf(look, task, key, reading.told);
	if (edit.kind === "unheeded") return sayUnheeded(look, task, edit.note);
	look.heeded.push(path);
	if (edit.kind === "none") return;
	const { dependsOn } = edit.event;
	look.tasks.set(task.id, { id: task.id, state: "waiting", dependsOn });
	look.events.push(edit.event);
}

/** Once. */
function sayUnheeded({ events }: Look, { id, file, note: before }: Task, note: string): void {
	if (before === note) return;
	events.push({ type: "task.returned", task: id, file, why: note });
}
