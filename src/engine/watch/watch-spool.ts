import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../ports/clock.ts";
import { watchFolder, watchWhenThere } from "./watch-folder.ts";

/** Files are whole once they have their name. */
const HALF_WRITTEN = /^\..*\.tmp$/;

/**
 * Watches the folder of the spool and that of each process life in it, until the signal aborts. `hook`: a hook arrived,
 * or something that nobody can name. Statuslines wake nobody.
 */
export function watchSpool(
	spool: string,
	hook: () => void,
	clock: Clock,
	signal: AbortSignal,
): void {
	const watched = new Set<string>();
	const watchLife = (life: string): void => {
		if (watched.has(life)) return;
		const folder = join(spool, life);
		const arrived = (name: string | null): void => {
			if (name === null) hook();
			// A hook that was read and removed is told of as well.
			else if (!HALF_WRITTEN.test(name) && existsSync(join(folder, name))) hook();
		};
		if (watchFolder(folder, arrived, () => watched.delete(life), signal)) watched.add(life);
	};
	const lookAtAll = (): void => {
		for (const life of namesIn(spool)) watchLife(life);
	};
	const changed = (name: string | null): void => {
		if (name === null) lookAtAll();
		else watchLife(name);
		hook();
	};
	watchWhenThere(spool, changed, clock, signal);
	lookAtAll();
}

function namesIn(folder: string): readonly string[] {
	try {
		return readdirSync(folder);
	} catch {
		return [];
	}
}
