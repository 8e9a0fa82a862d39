import { join } from "node:path";
import type { Tidying } from "../../state/tidying.ts";
import { launchFolder } from "../pool/launch-record.ts";
import { type Duty, entriesOf, isReport, lives } from "./duty.ts";

/** What an ended process life left is kept this long, for late facts and for looking into it. */
const KEPT_MS = 24 * 3_600_000;

/** Finds what process lives that have ended were launched with. */
export const oldLaunches: Duty = async (parts) => {
	const { clock, files, folders } = parts;
	const entries = await entriesOf(files, folders.launches);
	if (isReport(entries)) return entries;
	const live = lives(parts);
	const items: Tidying[] = [];
	for (const { name: incarnation } of entries.filter((entry) => entry.isDirectory())) {
		if (live.has(incarnation)) continue;
		const path = launchFolder(folders.launches, incarnation);
		const record = files.lstat(join(path, "record.json"));
		const info = await record.catch(() => files.lstat(path).catch(() => null));
		if (info === null) continue;
		const ageMs = clock.now() - info.mtimeMs;
		const why = "launched over a day ago, and ended";
		if (ageMs >= KEPT_MS) items.push({ kind: "launch", name: path, path, incarnation, why, ageMs });
	}
	return { items, troubles: [] };
};
