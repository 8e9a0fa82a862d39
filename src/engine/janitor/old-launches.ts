import { join } from "node:path";
import { isClockDoubted } from "../../state/doubted-clock.ts";
import type { Tidying } from "../../state/tidying.ts";
import type { Files } from "../ports/files.ts";
import {
	type Duty,
	entriesOf,
	isReport,
	type JanitorParts,
	lives,
	nothing,
	refusedBySystem,
} from "./duty.ts";
import { KnownTimes } from "./known-times.ts";

/** What an ended process life left is kept this long, for late facts and for looking into it. */
const KEPT_MS = 24 * 3_600_000;

/** Finds what process lives that have ended were launched with. */
export function oldLaunches({ files, folders, clock }: JanitorParts): Duty {
	const path = (incarnation: string): string => join(folders.launches, incarnation);
	const times = new KnownTimes((lives) => launchedAt(files, lives.map(path)));
	return async (parts) => {
		if (isClockDoubted(parts.recorder.state(), clock.now())) return nothing;
		const entries = await entriesOf(files, folders.launches);
		if (isReport(entries)) return entries;
		const live = lives(parts);
		const ended = entries.filter((e) => e.isDirectory() && !live.has(e.name)).map((e) => e.name);
		const now = clock.now();
		try {
			const old = await times.oldOnes(ended, now - KEPT_MS);
			const items = old.map(({ name: incarnation, at }): Tidying => {
				const why = "launched over a day ago, and ended";
				const name = path(incarnation);
				return { kind: "launch", name, path: name, incarnation, why, ageMs: now - at };
			});
			return { items, troubles: [] };
		} catch (error) {
			return { items: [], troubles: [refusedBySystem(error, `look into ${folders.launches}`)] };
		}
	};
}

/** When the record in each folder was written; where there is none, when the folder last changed. */
async function launchedAt(
	files: Files,
	paths: readonly string[],
): Promise<readonly (number | null)[]> {
	const records = await files.changedAt(paths.map((path) => join(path, "record.json")));
	const bare = paths.filter((_, nth) => records[nth] == null);
	const folders = await files.changedAt(bare);
	const times = new Map(bare.map((path, nth) => [path, folders[nth] ?? null]));
	return paths.map((path, nth) => records[nth] ?? times.get(path) ?? null);
}
