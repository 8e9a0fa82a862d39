import { existsSync } from "node:fs";
import { dirname, join } from "node:path";

/** The shell scripts that ship beside the code. */
export type Asset = "launcher.sh" | "spool.sh";

/** Looked for once: every launch asks for them. */
const found = new Map<string, string>();

/**
 * Absolute path of a shipped script. Works from the sources (`assets/` beside this file) and from
 * the bundles (`assets/` beside or above them). Throws when the installation lacks the file.
 */
export function assetPath(name: Asset, from: string = import.meta.dirname): string {
	const known = found.get(`${from}/${name}`);
	if (known !== undefined) return known;
	const path = [from, dirname(from)]
		.map((folder) => join(folder, "assets", name))
		.find((one) => existsSync(one));
	if (path === undefined) throw new Error(`${name} is missing from this installation (${from})`);
	found.set(`${from}/${name}`, path);
	return path;
}
