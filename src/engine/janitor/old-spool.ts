import { join } from "node:path";
import type { Tidying } from "../../state/tidying.ts";
import {
	type Duty,
	entriesOf,
	isReport,
	type JanitorParts,
	lives,
	refusedBySystem,
} from "./duty.ts";

/** The drop-box of an ended life goes so long after its last hook; every look at facts costs a look into each folder. */
const KEPT_MS = 10 * 60_000;

/** Finds drop-boxes of ended process lives. One with a fact that nobody has read yet stays, whatever its age. */
export const oldSpool: Duty = async (parts) => {
	const { files, folders } = parts;
	const entries = await entriesOf(files, folders.spool);
	if (isReport(entries)) return entries;
	const live = lives(parts);
	const items: Tidying[] = [];
	const troubles = [];
	for (const entry of entries) {
		if (!entry.isDirectory() || live.has(entry.name)) continue;
		try {
			items.push(...(await readToTheEnd(parts, entry.name)));
		} catch (error) {
			if ((error as NodeJS.ErrnoException).code === "ENOENT") continue;
			troubles.push(refusedBySystem(error, `look into ${join(folders.spool, entry.name)}`));
		}
	}
	return { items, troubles };
};

async function readToTheEnd(
	{ clock, files, folders }: JanitorParts,
	incarnation: string,
): Promise<readonly Tidying[]> {
	const path = join(folders.spool, incarnation);
	const ageMs = clock.now() - (await files.lstat(path)).mtimeMs;
	if (ageMs < KEPT_MS) return [];
	const unread = (await files.readdir(path)).some((name) => name.endsWith(".json"));
	const why = "all in it was read";
	return unread ? [] : [{ kind: "spool", name: path, path, incarnation, why, ageMs }];
}
