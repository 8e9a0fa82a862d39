import { readdir } from "node:fs/promises";
import { basename, isAbsolute, join } from "node:path";
import { plainText } from "../config/text/shown.ts";
import { isDirectory } from "./claude-home.ts";

export interface FoundProject {
	readonly path: string;
	/** Has an `.agent-queue/`: it wants to be fed. */
	readonly hasQueue: boolean;
}

/** So many directories are looked at below the operator's home, at most. */
const MOST_LOOKED_AT = 4000;
const UNINTERESTING = new Set(["node_modules", "snap", "Library"]);

/**
 * Directories that claude was used in and that still exist, and git repositories with an
 * `.agent-queue/` in the operator's home or up to two levels below.
 */
export async function findProjects(
	home: string,
	known: readonly string[],
): Promise<readonly FoundProject[]> {
	const paths = new Set([...known.filter(isUsable), ...(await withQueues(home))]);
	const found: FoundProject[] = [];
	for (const path of [...paths].sort()) {
		if (path === home || !(await isDirectory(path))) continue;
		found.push({ path, hasQueue: await hasQueue(path) });
	}
	return found;
}

async function withQueues(home: string): Promise<readonly string[]> {
	const level1 = await children(home);
	const level2: string[] = [];
	for (const dir of level1) level2.push(...(await children(dir)));
	const found: string[] = [];
	for (const path of [...level1, ...level2].slice(0, MOST_LOOKED_AT)) {
		if ((await hasQueue(path)) && (await isDirectory(join(path, ".git")))) found.push(path);
	}
	return found;
}

async function children(dir: string): Promise<readonly string[]> {
	const entries = await readdir(dir, { withFileTypes: true }).catch(() => []);
	return entries
		.filter((entry) => entry.isDirectory() && !entry.name.startsWith("."))
		.filter((entry) => !UNINTERESTING.has(entry.name))
		.map((entry) => join(dir, entry.name))
		.filter(isUsable)
		.slice(0, MOST_LOOKED_AT);
}

function hasQueue(path: string): Promise<boolean> {
	return isDirectory(join(path, ".agent-queue"));
}

/** Whether the path can stand in a configuration file: `$` would be taken for a variable there. */
export function isUsable(path: string): boolean {
	const plain = plainText(path, Number.POSITIVE_INFINITY) === path;
	return isAbsolute(path) && plain && !path.includes("$") && basename(path) !== "";
}
