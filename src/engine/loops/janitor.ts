import { join } from "node:path";
import type { Checkpoint } from "../../state/model.ts";
import { removeIncarnationSpool } from "../claude/spool.ts";
import type { EngineParts } from "../parts.ts";
import { launchFolder, listLaunches } from "../pool/launch-record.ts";
import type { Loop } from "../supervisor.ts";

/** What an ended process life left is kept this long, for late facts and for looking into it. */
const LAUNCH_KEPT_MS = 24 * 3_600_000;

/** The drop-box of an ended life goes so long after its last hook; every look at facts costs a look into each folder. */
const SPOOL_KEPT_MS = 10 * 60_000;

/** Events are kept this long; the state holds what came of them. */
const EVENTS_KEPT_MS = 30 * 24 * 3_600_000;

/** Removes what nobody needs any more: old events, old checkpoints, folders of ended process lives. Also runs at start. */
export function janitor(parts: EngineParts): Loop {
	return {
		name: "janitor",
		everyMs: 5 * 60_000,
		async tick() {
			parts.recorder.prune(parts.clock.now() - EVENTS_KEPT_MS);
			await pruneCheckpoints(parts);
			const live = liveLives(parts);
			await pruneSpool(parts, live);
			await pruneLaunches(parts, live);
		},
	};
}

async function pruneCheckpoints({ recorder, clock, config, files }: EngineParts): Promise<void> {
	const bySession = new Map<string, Checkpoint[]>();
	for (const checkpoint of recorder.state().checkpoints) {
		const list = bySession.get(checkpoint.session) ?? [];
		bySession.set(checkpoint.session, [...list, checkpoint]);
	}
	const oldest = clock.now() - config.janitor.checkpointAgeMs;
	const gone = [...bySession.values()].flatMap((list) =>
		list.filter((c, newerOnes) => newerOnes >= config.checkpoint.keep || c.takenAt < oldest),
	);
	if (gone.length === 0) return;
	for (const { file } of gone) await files.remove(file);
	recorder.commit({ type: "checkpoint.pruned", ids: gone.map((c) => c.id) });
}

function liveLives({ recorder }: EngineParts): ReadonlySet<string> {
	return new Set(Object.values(recorder.state().sessions).map((s) => s.incarnation?.id ?? ""));
}

/** A folder with a fact that nobody has read yet stays, whatever its age. */
async function pruneSpool(
	{ clock, files, folders }: EngineParts,
	live: ReadonlySet<string>,
): Promise<void> {
	for (const incarnation of await listLaunches(files, folders.spool)) {
		if (live.has(incarnation)) continue;
		const folder = join(folders.spool, incarnation);
		const info = await files.stat(folder).catch(() => null);
		if (info === null || clock.now() - info.mtimeMs < SPOOL_KEPT_MS) continue;
		const names = await files.readdir(folder).catch((): readonly string[] => []);
		const unread = names.some((name) => name.endsWith(".json"));
		if (unread) continue;
		await removeIncarnationSpool(files, folders.spool, incarnation);
	}
}

async function pruneLaunches(
	{ clock, files, folders }: EngineParts,
	live: ReadonlySet<string>,
): Promise<void> {
	for (const incarnation of await listLaunches(files, folders.launches)) {
		if (live.has(incarnation)) continue;
		const folder = launchFolder(folders.launches, incarnation);
		const info = await files
			.stat(join(folder, "record.json"))
			.catch(() => files.stat(folder).catch(() => null));
		if (info === null || clock.now() - info.mtimeMs < LAUNCH_KEPT_MS) continue;
		await removeIncarnationSpool(files, folders.spool, incarnation);
		await files.remove(folder);
	}
}
