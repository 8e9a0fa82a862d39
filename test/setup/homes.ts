import { lstatSync, readdirSync } from "node:fs";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";

/** What the product would touch in a home directory, relative to it. */
const IN_A_HOME = [
	".claude",
	".claude.json",
	".claude-accounts",
	".claude-shared",
	".config/claude-failover",
	".local/state/claude-failover",
];

/** The homes that exist before any test runs: the one in the environment and the user's own. */
export function realHomes(): string[] {
	return [...new Set([homedir(), userInfo().homedir])];
}

/** Everything outside the sandboxes that no test may change. */
export function protectedPaths(homes: readonly string[]): string[] {
	const inHomes = homes.flatMap((home) => IN_A_HOME.map((path) => join(home, path)));
	return [...inHomes, `/tmp/tmux-${userInfo().uid}/default`];
}

function describe(path: string): string | undefined {
	const found = lstatSync(path, { throwIfNoEntry: false });
	if (!found) return undefined;
	// A directory's own time says no more than its listing, and a socket's changes when it is used.
	if (found.isDirectory()) return "directory";
	if (found.isSocket()) return `socket ${found.ino}`;
	return `${found.mtimeMs} ${found.size}`;
}

function record(path: string, into: Map<string, string>): void {
	const state = describe(path);
	if (state === undefined) return;
	into.set(path, state);
	if (state !== "directory") return;
	for (const name of readdirSync(path)) record(join(path, name), into);
}

/** The state of the given paths and of everything below them: names, sizes and times, no contents. */
export function snapshot(paths: readonly string[]): Map<string, string> {
	const state = new Map<string, string>();
	for (const path of paths) record(path, state);
	return state;
}

/** What differs between two snapshots, one line for each path. */
export function differences(
	before: ReadonlyMap<string, string>,
	after: ReadonlyMap<string, string>,
): string[] {
	const gone = [...before.keys()].filter((path) => !after.has(path)).map((path) => `gone: ${path}`);
	const changed = [...after].flatMap(([path, state]) => {
		const old = before.get(path);
		if (old === state) return [];
		return [`${old === undefined ? "new" : "changed"}: ${path}`];
	});
	return [...gone, ...changed];
}
