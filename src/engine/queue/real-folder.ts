import type { Files } from "../ports/files.ts";

/** What stands where a folder should be. */
export interface InTheWay {
	readonly path: string;
	readonly isLink: boolean;
}

/**
 * The first of these paths, from the outside in, that is there and is no folder of its own (a link to one is none);
 * `null`: none.
 */
export async function inTheWay(files: Files, paths: readonly string[]): Promise<InTheWay | null> {
	for (const path of paths) {
		const info = await files.lstat(path).catch((error: NodeJS.ErrnoException) => {
			if (error.code === "ENOENT") return null;
			throw error;
		});
		if (info === null) return null;
		if (!info.isDirectory()) return { path, isLink: info.isSymbolicLink() };
	}
	return null;
}

/** As whoever made the inbox would make it: the umask says who may look. */
const FOLDER_MODE = 0o777;

/**
 * Makes a folder of a queue where there is none. A link in its place could lead the files of tasks anywhere: it is refused
 * as the system refuses to open one (`ELOOP`).
 */
export async function makeRealFolder(files: Files, path: string): Promise<void> {
	if ((await inTheWay(files, [path]))?.isLink) {
		const refused = { code: "ELOOP", syscall: "mkdir", path };
		throw Object.assign(new Error(`ELOOP: ${path} is a link`), refused);
	}
	await files.makeFolder(path, FOLDER_MODE);
}
