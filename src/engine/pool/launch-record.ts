import { join } from "node:path";
import type { Incarnation } from "../../state/model.ts";
import type { Files } from "../ports/files.ts";

/** What a process life was launched for, written before it starts: a pane found later is told by it. */
export interface LaunchRecord {
	readonly incarnation: string;
	readonly session: string;
	readonly account: string;
	readonly conversation: string;
	readonly resumed: boolean;
	readonly carries: Incarnation["carries"];
	readonly task: string | null;
	readonly project: string;
	readonly why: string;
	readonly epoch: number;
	readonly launchedAt: number;
}

const FILE = "record.json";

/** The folder of one process life. */
export function launchFolder(launches: string, incarnation: string): string {
	return join(launches, incarnation);
}

/** Writes the record; it is on the disk when this returns: the hooks of that life mean nothing without it. */
export async function writeLaunchRecord(
	files: Files,
	launches: string,
	record: LaunchRecord,
): Promise<void> {
	const folder = launchFolder(launches, record.incarnation);
	await files.makeFolder(folder, 0o700);
	const file = join(folder, FILE);
	await files.writeDurably(file, JSON.stringify(record), 0o600);
}

/** Reads a record; `null` when there is none. */
export async function readLaunchRecord(
	files: Files,
	launches: string,
	incarnation: string,
): Promise<LaunchRecord | null> {
	if (!/^[\w-]+$/.test(incarnation)) return null;
	try {
		const text = await files.readText(join(launchFolder(launches, incarnation), FILE));
		return JSON.parse(text) as LaunchRecord;
	} catch {
		return null;
	}
}

/** All process lives that have a folder. */
export async function listLaunches(files: Files, launches: string): Promise<readonly string[]> {
	return files.readdir(launches).catch(() => []);
}

/** The process life as the state keeps it. */
export function incarnationOf(
	record: LaunchRecord,
	pane: string,
	pid: number,
	startTime: string,
): Incarnation {
	return {
		id: record.incarnation,
		account: record.account,
		pane,
		pid,
		startTime,
		epoch: record.epoch,
		launchedAt: record.launchedAt,
		conversation: record.conversation,
		resumed: record.resumed,
		carries: record.carries,
		confirmedAt: null,
	};
}
