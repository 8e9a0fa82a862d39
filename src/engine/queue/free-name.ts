import type { EngineParts } from "../parts.ts";
import type { Files } from "../ports/files.ts";
import { alone } from "./alone.ts";

/** `file`, or that name with a number when something lies there: nothing is ever run over. */
export async function freeName(files: Files, file: string): Promise<string> {
	const taken = await countTaken(files, file);
	return numbered(file, taken + 1);
}

/** Where a file lies that was moved to a free name before: under the last one that is taken. */
export async function lastTakenName(files: Files, file: string): Promise<string> {
	const taken = await countTaken(files, file);
	return numbered(file, Math.max(1, taken));
}

/** How many of the names that come one after the other are taken, up to the first that is free. */
async function countTaken(files: Files, file: string): Promise<number> {
	for (let n = 1; ; n++) if (!(await exists(files, numbered(file, n)))) return n - 1;
}

/** The n-th name of a file, counted from 1: itself, then with a number. */
export function numbered(file: string, n: number): string {
	return n === 1 ? file : file.replace(/\.md$/, `.${n}.md`);
}

/** Whether anything has this name, be it a link to nothing. */
export async function exists(files: Files, file: string): Promise<boolean> {
	return files.lstat(file).then(
		() => true,
		() => false,
	);
}

/** Takes back the claim of a task's file, and says where it lies now. */
export function backInInbox(
	parts: Pick<EngineParts, "files" | "inboxes">,
	claimed: string,
): Promise<string> {
	const { files } = parts;
	const file = claimed.replace(/\.dispatched$/, "");
	return alone(parts, async () => {
		if (!(await exists(files, claimed))) return file;
		const free = await freeName(files, file);
		await files.renameDurably(claimed, free);
		return free;
	});
}
