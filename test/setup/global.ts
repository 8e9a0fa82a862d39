import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { differences, protectedPaths, realHomes, snapshot } from "./homes.ts";

const SHOWN = 20;

function stopStrayTmuxServers(root: string): void {
	for (const sandbox of readdirSync(root)) {
		const sockets = join(root, sandbox, "tmux", `tmux-${userInfo().uid}`);
		let names: string[] = [];
		try {
			names = readdirSync(sockets);
		} catch {
			continue;
		}
		for (const name of names) {
			try {
				execFileSync("tmux", ["-S", join(sockets, name), "kill-server"], { stdio: "ignore" });
			} catch {
				// The server has ended by itself and left its socket.
			}
		}
	}
}

function complain(lines: string[]): void {
	const shown = lines.slice(0, SHOWN).map((line) => `  ${line}`);
	if (lines.length > SHOWN) shown.push(`  … and ${lines.length - SHOWN} more`);
	const message = [
		"Something outside the tests' sandbox changed while they ran:",
		...shown,
		"If that was a Claude Code session of your own, set CCL_TEST_LIVE_HOME=1 to be warned only.",
	].join("\n");
	if (process.env.CCL_TEST_LIVE_HOME !== "1") throw new Error(message);
	process.stderr.write(`${message}\n`);
}

/**
 * Makes the directory that holds every sandbox of this run, and afterwards fails the run if anything
 * the product would touch in a real home has changed.
 */
export function setup(): () => void {
	const watched = protectedPaths(realHomes());
	const before = snapshot(watched);
	// Short, because socket paths inside may not exceed about a hundred bytes.
	const root = mkdtempSync(join(tmpdir(), "ccf-"));
	process.env.CCF_TEST_ROOT = root;
	return () => {
		stopStrayTmuxServers(root);
		rmSync(root, { recursive: true, force: true, maxRetries: 5 });
		const changes = differences(before, snapshot(watched));
		if (changes.length > 0) complain(changes);
	};
}
