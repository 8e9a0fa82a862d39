#!/usr/bin/env node
// No import above the version check: an old Node has to get as far as the clear line below.
// No top-level await and no newer syntax for the same reason.
const REQUIRED = [24, 15];

const parts = process.versions.node.split(".").map(Number);
const recent = parts[0] > REQUIRED[0] || (parts[0] === REQUIRED[0] && parts[1] >= REQUIRED[1]);

function fail(line, code) {
	process.stderr.write(`claude-failover: ${line}\n`);
	process.exitCode = code;
}

function start() {
	// Colour libraries disagree about NO_COLOR when FORCE_COLOR is inherited; NO_COLOR wins here.
	if (process.env.NO_COLOR) process.env.FORCE_COLOR = "0";
	const main = new URL("../dist/main.js", import.meta.url);
	import(main.href).catch((error) => {
		const missing = error && error.code === "ERR_MODULE_NOT_FOUND" && error.url === main.href;
		if (missing) {
			fail("the build is missing (dist/main.js). Run `npm run build` in the project first.", 1);
			return;
		}
		fail(`could not start: ${error?.stack || error}`, 1);
	});
}

if (recent) {
	start();
} else {
	fail(
		"this is Node " +
			process.versions.node +
			", but " +
			REQUIRED.join(".") +
			" or newer is needed (it uses built-in SQLite and newer language features). " +
			"In a clone run `npm start`, which brings its own Node; elsewhere install Node " +
			REQUIRED[0] +
			" and run this again.",
		2,
	);
}
