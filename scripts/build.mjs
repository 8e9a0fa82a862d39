import { chmodSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { bundle, copyAssets, ENTRIES, presentEntries } from "./lib/bundle.mjs";
import { fingerprint, STAMP } from "./lib/fingerprint.mjs";
import { checkLean } from "./lib/lean.mjs";
import { withLock } from "./lib/lock.mjs";
import { inRoot, root } from "./lib/paths.mjs";

const quiet = process.argv.includes("--quiet");
const say = (line) => process.stderr.write(`claude-failover: ${line}\n`);

function removeLeftovers() {
	for (const name of readdirSync(root)) {
		if (name.startsWith("dist.")) rmSync(inRoot(name), { recursive: true, force: true });
	}
}

// Never write into the dist in use: a process that starts meanwhile sees the old or the new build.
function putInPlace(fresh) {
	const dist = inRoot("dist");
	const old = `${fresh}.old`;
	try {
		renameSync(dist, old);
	} catch (error) {
		if (error.code !== "ENOENT") throw error;
	}
	renameSync(fresh, dist);
	rmSync(old, { recursive: true, force: true });
}

async function build() {
	removeLeftovers();
	const before = fingerprint(root);
	const entries = presentEntries(root);
	const skipped = Object.keys(ENTRIES).filter((name) => !(name in entries));
	if (skipped.length > 0)
		say(`not built, as their sources do not exist yet: ${skipped.join(", ")}`);
	const fresh = mkdtempSync(inRoot("dist."));
	chmodSync(fresh, 0o755);
	const metafile = await bundle({ root, entries, outdir: fresh });
	checkLean(metafile);
	const assets = copyAssets(root, join(fresh, "assets"));
	writeFileSync(join(fresh, STAMP), before);
	putInPlace(fresh);
	if (!quiet)
		say(`built ${[...Object.keys(entries), ...assets.map((file) => basename(file))].join(", ")}`);
}

try {
	// bootstrap.mjs holds the lock already when it starts this.
	if (process.argv.includes("--locked")) await build();
	else
		await withLock(inRoot(".bootstrap.lock"), build, () =>
			say("waiting for another install or build"),
		);
} catch (error) {
	removeLeftovers();
	say(`build failed: ${error.message}`);
	process.exitCode = 1;
}
