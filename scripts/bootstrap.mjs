// Runs before every npm script, on a fresh clone under whatever Node the machine has (18 or newer),
// so it may import nothing that npm installs. Silent and quick when there is nothing to do.
import { spawnSync } from "node:child_process";
import { delimiter } from "node:path";
import { buildIsCurrent } from "./lib/fingerprint.mjs";
import { installIsCurrent } from "./lib/installed.mjs";
import { withLock } from "./lib/lock.mjs";
import { inRoot, pinnedNode, root } from "./lib/paths.mjs";

const say = (line) => process.stderr.write(`claude-failover: ${line}\n`);

function stop(line) {
	say(line);
	process.exit(1);
}

// npm must not run on the Node inside the node_modules that it is about to replace.
function environmentWithoutOwnBinaries() {
	const path = (process.env.PATH ?? "")
		.split(delimiter)
		.filter((dir) => !dir.startsWith(inRoot("node_modules")))
		.join(delimiter);
	return { ...process.env, PATH: path };
}

function install() {
	say("installing the dependencies (npm ci)");
	const args = ["ci", "--include=dev", "--ignore-scripts=false", "--no-audit", "--no-fund"];
	const result = spawnSync("npm", args, {
		cwd: root,
		env: environmentWithoutOwnBinaries(),
		stdio: ["ignore", 2, 2],
	});
	if (result.error)
		stop(`npm could not be run (${result.error.message}). Install npm and try again.`);
	if (result.status !== 0) stop("npm ci failed; its own message is above. Fix that and try again.");
	if (!installIsCurrent(root)) {
		stop("npm ci ended well, but node_modules is incomplete. Remove node_modules and try again.");
	}
}

function build() {
	say("building (dist is missing or out of date)");
	const result = spawnSync(pinnedNode, [inRoot("scripts", "build.mjs"), "--locked", "--quiet"], {
		cwd: root,
		stdio: ["ignore", 2, 2],
	});
	if (result.status !== 0) stop("the build failed; see above.");
}

const wantsBuild = !process.argv.includes("--install-only");
const ready = () => installIsCurrent(root) && (!wantsBuild || buildIsCurrent(root));

if (!ready()) {
	const work = () => {
		if (!installIsCurrent(root)) install();
		if (wantsBuild && !buildIsCurrent(root)) build();
	};
	await withLock(inRoot(".bootstrap.lock"), work, () =>
		say("waiting for another install or build"),
	);
}
