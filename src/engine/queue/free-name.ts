import { lstat, rename } from "node:fs/promises";

/** `file`, or that name with a number when something lies there: nothing is ever run over. */
export async function freeName(file: string): Promise<string> {
	for (let n = 1; ; n++) {
		const candidate = n === 1 ? file : file.replace(/\.md$/, `.${n}.md`);
		if (!(await exists(candidate))) return candidate;
	}
}

/** Whether anything has this name, be it a link to nothing. */
export async function exists(file: string): Promise<boolean> {
	return lstat(file).then(
		() => true,
		() => false,
	);
}

/** Takes back the claim of a task's file, and says where it lies now. */
export async function backInInbox(claimed: string): Promise<string> {
	const file = claimed.replace(/\.dispatched$/, "");
	if (!(await exists(claimed))) return file;
	const free = await freeName(file);
	await rename(claimed, free);
	return free;
}
