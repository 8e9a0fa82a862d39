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
