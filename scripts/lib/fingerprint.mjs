import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const SINGLE = ["package.json", "package-lock.json", "tsconfig.json"];
const TREES = ["src", "scripts"];

function filesUnder(dir) {
	let entries;
	try {
		entries = readdirSync(dir, { withFileTypes: true });
	} catch {
		return [];
	}
	return entries
		.flatMap((entry) => {
			const path = join(dir, entry.name);
			return entry.isDirectory() ? filesUnder(path) : [path];
		})
		.sort();
}

/** A hash over everything the build reads: contents, so that touching a file rebuilds nothing. */
export function fingerprint(root) {
	const hash = createHash("sha256");
	const files = [
		...SINGLE.map((name) => join(root, name)),
		...TREES.flatMap((name) => filesUnder(join(root, name))),
	];
	for (const file of files) {
		const content = readFileSync(file);
		hash.update(`${file.slice(root.length)}\0${content.length}\0`).update(content);
	}
	return hash.digest("hex");
}

/** The name of the file in `dist` that holds the fingerprint of what was built. */
export const STAMP = ".fingerprint";

/** Whether `dist` was built from what is in the tree now. */
export function buildIsCurrent(root) {
	try {
		return readFileSync(join(root, "dist", STAMP), "utf8") === fingerprint(root);
	} catch {
		return false;
	}
}
