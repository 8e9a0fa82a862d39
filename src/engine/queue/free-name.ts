import type { EngineParts } from "../parts.ts";
import type { Files } from "../ports/files.ts";

/** `file`, or that name with a number when something lies there: nothing is ever run over. */
export async function freeName(files: Files, file: string): Promise<string> {
	for (let n = 1; ; n++) {
		const candidate = n === 1 ? file : file.replace(/\.md$/, `.${n}.md`);
		if (!(await exists(files, candidate))) return candidate;
	}
}

/** Whether anything has this name, be it a link to nothing. */
export async function exists(files: Files, file: string): Promise<boolean> {
	return files.lstat(file).then(
		() => true,
		() => false,
	);
}

/** Takes back the claim of a task's file, and says where it lies now. */
export async function backInInbox(
	{ files }: Pick<EngineParts, "files">,
	claimed: string,
): Promise<string> {
	const file = claimed.replace(/\.dispatched$/, "");
	if (!(await exists(files, claimed))) return file;
	const free = await freeName(files, file);
	await files.renameDurably(claimed, free);
	return free;
}
