import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The project's own directory. */
export const root = join(dirname(fileURLToPath(import.meta.url)), "..", "..");

/** A path inside the project. */
export const inRoot = (...parts) => join(root, ...parts);

/** Where the pinned Node lies once the dependencies are installed. */
export const pinnedNode = inRoot("node_modules", "node", "bin", "node");
