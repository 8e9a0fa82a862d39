// Runs one of the test suites: `suite.mjs <unit|simulation|e2e|real> [vitest arguments]`.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { inRoot, pinnedNode, root } from "./lib/paths.mjs";

const [suite = "unit", ...rest] = process.argv.slice(2);

function run(script, args, env = process.env) {
	const { status } = spawnSync(pinnedNode, [script, ...args], {
		cwd: root,
		stdio: "inherit",
		env,
	});
	if (status !== 0) process.exit(status ?? 1);
}

const installers = { real: ["real"], e2e: ["e2e", "inspector"] };
const installer = inRoot("test", ...(installers[suite] ?? []), "install.mjs");
if (suite in installers && existsSync(installer)) run(installer, []);

// A NODE_ENV=production from outside would give the tests React's production build.
const env = { ...process.env, NODE_ENV: "test", CCL_TEST_SUITE: suite };
run(inRoot("node_modules", "vitest", "vitest.mjs"), ["run", "--project", suite, ...rest], env);
