import { accessSync, constants, readFileSync } from "node:fs";
import { join } from "node:path";

const readPackages = (file) => JSON.parse(readFileSync(file, "utf8")).packages ?? {};

function matches(wanted, found) {
	// An optional package may be missing: it is for another platform.
	if (found === undefined) return wanted.optional === true;
	return found.version === wanted.version && found.integrity === wanted.integrity;
}

/**
 * Whether `node_modules` holds what `package-lock.json` says, the pinned Node included. Compares
 * against the lockfile npm itself leaves in node_modules after every completed install.
 */
export function installIsCurrent(root) {
	try {
		accessSync(join(root, "node_modules", "node", "bin", "node"), constants.X_OK);
		const wanted = readPackages(join(root, "package-lock.json"));
		const found = readPackages(join(root, "node_modules", ".package-lock.json"));
		return Object.entries(wanted).every(
			([path, entry]) => path === "" || matches(entry, found[path]),
		);
	} catch {
		return false;
	}
}
