import { basename } from "node:path";
import type { Task } from "../../state/model.ts";
import type { EngineParts } from "../parts.ts";
import { type Edited, editOf } from "./edits.ts";
import { exists } from "./free-name.ts";
import { idempotencyKey } from "./idempotency-key.ts";
import { blockMarker, claimedName } from "./inbox.ts";
import { isSettled } from "./look.ts";
import { surroundingsOf } from "./surroundings.ts";
import { readTaskFile } from "./task-file.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "files">;

export type Ready =
	/** `key`: what the file is known again by; `null`: it is gone, which the claim finds out. */
	| { readonly kind: "ready"; readonly key: string | null }
	/** Its file says otherwise than was decided by, or is being written: another decision follows soon. */
	| { readonly kind: "decide-anew" }
	/** It cannot be given out; why is recorded. */
	| { readonly kind: "obstacle" };

/** Whether a waiting task can be claimed, by what lies in its inbox in this very moment. */
export async function readyNow(parts: Parts, task: Task): Promise<Ready> {
	const { recorder, files, clock } = parts;
	const { id, file } = task;
	const marker = blockMarker(file);
	if (await exists(files, marker)) {
		recorder.commit({ type: "task.blocked", task: id, by: basename(marker) });
		return { kind: "obstacle" };
	}
	const claimed = claimedName(file);
	if (await exists(files, claimed)) {
		return obstacle(parts, task, `a marker ${claimed} is there already; remove one of the two`);
	}
	const info = await files.lstat(file).catch(() => null);
	if (info !== null && !isSettled(clock, info)) return { kind: "decide-anew" };
	const read = await readTaskFile(files, file);
	if (read.kind === "gone") return { kind: "ready", key: null };
	if (read.kind === "refused") {
		return obstacle(parts, task, `it cannot be read any more: ${read.why}`);
	}
	const around = surroundingsOf(parts);
	const key = around.keys.get(task.project) ?? basename(task.project);
	const edit = editOf(around, task, key, read.task);
	if (edit.kind === "edited") {
		recorder.commit(edit.event);
		if (changesItsWay(task, edit.event)) return { kind: "decide-anew" };
	}
	return { kind: "ready", key: idempotencyKey(task.project, basename(file), read.task) };
}

function obstacle({ recorder }: Parts, { id, file, note }: Task, why: string): Ready {
	if (note !== why) recorder.commit({ type: "task.returned", task: id, file, why });
	return { kind: "obstacle" };
}

/** Anything but its title. */
function changesItsWay(task: Task, { priority, dependsOn, choices = {} }: Edited): boolean {
	const before = [task.priority, task.dependsOn ?? [], task.choices ?? {}];
	return JSON.stringify([priority, dependsOn, choices]) !== JSON.stringify(before);
}
