import { join } from "node:path";
import type { Files } from "../ports/files.ts";
import { errorCode } from "./read-bounded.ts";

/** Longer slugs are cut here and get a hash. */
const maxSlug = 200;

/**
 * Name of a project's folder under `projects/`, from its real path. Every UTF-16 unit that is no
 * ASCII letter or digit becomes a dash. Over 200 units it is cut, and a 32-bit hash of the path
 * follows in base 36 (all seen on 2.1.330; the hash for two paths). Only for making or showing such a
 * name: to find a file use `findTranscript`, since a resumed conversation stays in its first folder.
 */
export function projectSlug(realpath: string): string {
	const slug = realpath.replace(/[^A-Za-z0-9]/g, "-");
	if (slug.length <= maxSlug) return slug;
	let hash = 0;
	for (let at = 0; at < realpath.length; at++) {
		hash = (Math.imul(hash, 31) + realpath.charCodeAt(at)) | 0;
	}
	return `${slug.slice(0, maxSlug)}-${Math.abs(hash).toString(36)}`;
}

/**
 * The file of a conversation, looked for in every folder of `projectsDir`; of several, the one
 * written last. `null` when there is none: the file appears with the first prompt, not at the start.
 */
export async function findTranscript(
	files: Files,
	projectsDir: string,
	conversation: string,
): Promise<string | null> {
	if (!/^\w[\w-]*$/.test(conversation)) return null;
	let newest: { readonly path: string; readonly mtimeMs: number } | null = null;
	for (const slug of await files.readdir(projectsDir).catch(unlessMissing<readonly string[]>([]))) {
		const path = join(projectsDir, slug, `${conversation}.jsonl`);
		const found = await files.stat(path).catch(unlessMissing(null));
		if (!found?.isFile()) continue;
		if (newest === null || found.mtimeMs > newest.mtimeMs)
			newest = { path, mtimeMs: found.mtimeMs };
	}
	return newest?.path ?? null;
}

function unlessMissing<T>(otherwise: T): (error: unknown) => T {
	return (error) => {
		const code = errorCode(error);
		if (code === "ENOENT" || code === "ENOTDIR") return otherwise;
		throw error;
	};
}
