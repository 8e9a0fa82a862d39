import type { TidyTrouble } from "../../state/tidying.ts";
import type { Files } from "../ports/files.ts";

/**
 * The first of these paths, from the outside in, that is there and is no folder of its own (a link to one is none), as
 * what stands in the way; `null`: none.
 */
export async function inTheWay(
	files: Files,
	paths: readonly string[],
): Promise<TidyTrouble | null> {
	for (const path of paths) {
		const info = await files.lstat(path).catch((error: NodeJS.ErrnoException) => {
			if (error.code === "ENOENT") return null;
			throw error;
		});
		if (info === null) return null;
		if (info.isDirectory()) continue;
		const is = info.isSymbolicLink() ? "a link, and is not followed" : "no folder";
		const what = `old task files stay where they are: ${path} is ${is}`;
		return { what, remedy: "put a folder in its place, or move them by hand" };
	}
	return null;
}
