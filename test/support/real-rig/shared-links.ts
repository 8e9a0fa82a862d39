import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";

/** What all homes of a pool have in common; `projects` holds the conversations. */
export const sharedNames: readonly string[] = [
	"projects",
	"file-history",
	"session-env",
	"tasks",
	"todos",
	"plans",
];

/** Makes the shared tree and lets the home point into it. */
export function linkSharedDirs(home: string, sharedDir: string): void {
	for (const name of sharedNames) {
		mkdirSync(join(sharedDir, name), { recursive: true, mode: 0o700 });
		symlinkSync(join(sharedDir, name), join(home, name));
	}
}
