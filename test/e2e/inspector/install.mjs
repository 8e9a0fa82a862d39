/** Installs the MCP Inspector for the end-to-end tests, once. Without it only the tests that run it fail. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("./", import.meta.url);

function read(file) {
	return JSON.parse(readFileSync(new URL(file, folder), "utf8"));
}

function isInstalled() {
	const manifest = "node_modules/@modelcontextprotocol/inspector/package.json";
	if (!existsSync(new URL(manifest, folder))) return false;
	const pinned = read("package.json").dependencies["@modelcontextprotocol/inspector"];
	return read(manifest).version === pinned;
}

if (!isInstalled()) {
	console.log("Installing the MCP Inspector for test:e2e (about 110 MB, once) …");
	// Its install script only prepares a checkout of its own repository.
	const npm = ["ci", "--ignore-scripts", "--no-audit", "--no-fund"];
	const run = spawnSync("npm", npm, { cwd: fileURLToPath(folder), encoding: "utf8" });
	if (run.status !== 0 || !isInstalled()) {
		const reason = run.error?.message ?? (run.stderr.trim() || "it is not there");
		console.error(`Cannot install the MCP Inspector: ${reason.split("\n").at(-1)}`);
	}
}
