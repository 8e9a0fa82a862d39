import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = new URL("./", import.meta.url);
const scope = new URL("node_modules/@anthropic-ai/", folder);

/** The version that package.json pins. */
export function pinnedVersion() {
	const manifest = JSON.parse(readFileSync(new URL("package.json", folder), "utf8"));
	return manifest.dependencies["@anthropic-ai/claude-code"];
}

/** Where the native binary lies once it is installed; it needs no Node. */
export function genuineProgramPath() {
	return fileURLToPath(new URL(`${platformPackage()}/claude`, scope));
}

/** Whether the pinned version is there already. */
export function isInstalled() {
	const manifest = new URL(`${platformPackage()}/package.json`, scope);
	if (!existsSync(manifest) || !existsSync(genuineProgramPath())) return false;
	return JSON.parse(readFileSync(manifest, "utf8")).version === pinnedVersion();
}

function platformPackage() {
	const glibc = process.report.getReport().header.glibcVersionRuntime;
	const libc = process.platform === "linux" && glibc === undefined ? "-musl" : "";
	return `claude-code-${process.platform}-${process.arch}${libc}`;
}
