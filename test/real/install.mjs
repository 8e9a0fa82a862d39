/** Installs the genuine program for the tests, once, and prints the path of its binary. */
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { genuineProgramPath, isInstalled, pinnedVersion } from "./program-path.mjs";

if (!isInstalled()) {
	console.log(`Installing Claude Code ${pinnedVersion()} for test:real (about 380 MB, once) …`);
	// The binary is in an optional package of this platform, so that no install script has to run.
	const npm = ["ci", "--ignore-scripts", "--include=optional", "--no-audit", "--no-fund"];
	const run = spawnSync("npm", npm, {
		cwd: fileURLToPath(new URL("./", import.meta.url)),
		encoding: "utf8",
	});
	if (run.status !== 0 || !isInstalled()) {
		const reason = run.error?.message ?? (run.stderr.trim() || "the binary is not there");
		console.error(`Cannot install the genuine program: ${reason.split("\n").at(-1)}`);
		process.exit(1);
	}
}
console.log(genuineProgramPath());
