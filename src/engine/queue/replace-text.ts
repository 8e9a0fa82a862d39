import { basename, dirname, join } from "node:path";
import type { Files } from "../ports/files.ts";

/**
 * Puts another text in a file's place, with the mode that it has, and through no link that somebody else has put there:
 * complete and on the disk, or not at all. False when the file was written to since `unlessAfter` (its own time, epoch
 * ms); nothing is done then. Only while no other act on the inboxes runs: the temporary name is always the same.
 */
export async function replaceText(
	files: Files,
	path: string,
	text: string,
	unlessAfter: number | null = null,
): Promise<boolean> {
	// Hidden, and of nobody else: `NAME.md.tmp` may be a file that somebody is just writing.
	const temporary = join(dirname(path), `.${basename(path)}.claude-failover.tmp`);
	const mode = (await files.lstat(path)).mode & 0o777;
	// A crash may have left it.
	await files.remove(temporary);
	try {
		await files.putNew(temporary, text, mode);
		await files.chmod(temporary, mode);
		if (unlessAfter !== null && (await files.lstat(path)).mtimeMs !== unlessAfter) return false;
		await files.renameDurably(temporary, path);
		return true;
	} finally {
		await files.remove(temporary);
	}
}
