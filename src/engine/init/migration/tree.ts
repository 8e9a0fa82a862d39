import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { lstat, readdir } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

/** End of the names of half-made copies; what has it is nobody's. */
export const PART = ".claude-failover-part";

export interface TreeFile {
	/** Below the root, with `/`. */
	readonly name: string;
	readonly size: number;
}

export interface Tree {
	readonly files: readonly TreeFile[];
	/** Directories below the root, outer ones first. */
	readonly directories: readonly string[];
	/** What is neither: links, sockets, pipes. They cannot be moved without a person's judgement. */
	readonly odd: readonly string[];
}

/** Everything below a directory; empty when it does not exist. */
export async function readTree(root: string): Promise<Tree> {
	const tree = { files: [] as TreeFile[], directories: [] as string[], odd: [] as string[] };
	const queue = [""];
	for (let dir = queue.shift(); dir !== undefined; dir = queue.shift()) {
		for (const entry of await entriesOf(join(root, dir))) {
			const name = dir === "" ? entry.name : `${dir}/${entry.name}`;
			if (entry.isDirectory()) {
				tree.directories.push(name);
				queue.push(name);
			} else if (!entry.isFile()) {
				tree.odd.push(name);
			} else if (!name.endsWith(PART)) {
				tree.files.push({ name, size: (await lstat(join(root, name))).size });
			}
		}
	}
	return tree;
}

async function entriesOf(dir: string) {
	try {
		const entries = await readdir(dir, { withFileTypes: true });
		return entries.sort((a, b) => (a.name < b.name ? -1 : 1));
	} catch (error) {
		if (isMissing(error)) return [];
		throw error;
	}
}

export type Comparison = "same" | "different" | "missing";

/** Compares a file with what is at another place, by size and then by content. */
export async function compareFiles(file: string, other: string): Promise<Comparison> {
	const [mine, theirs] = await Promise.all([lstat(file), lstat(other).catch(nothing)]);
	if (theirs === null) return "missing";
	if (!theirs.isFile() || mine.size !== theirs.size) return "different";
	return (await contentHash(file)) === (await contentHash(other)) ? "same" : "different";
}

export async function contentHash(file: string): Promise<string> {
	const hash = createHash("sha256");
	await pipeline(createReadStream(file), hash);
	return hash.digest("hex");
}

function nothing(error: unknown): null {
	if (isMissing(error)) return null;
	throw error;
}

export function isMissing(error: unknown): boolean {
	const code = error instanceof Error && "code" in error ? error.code : "";
	return code === "ENOENT" || code === "ENOTDIR";
}
