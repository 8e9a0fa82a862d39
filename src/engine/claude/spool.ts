import { join } from "node:path";
import type { Entry, Files } from "../ports/files.ts";
import { type HookPayload, parseHook } from "./hooks.ts";
import { type BoundedRead, errorCode, readAllBounded } from "./read-bounded.ts";
import { parseStatusline, type Statusline } from "./statusline.ts";

interface SpoolFile {
	readonly incarnation: string;
	/** Name of the file, unique in its incarnation: what deliveries are told apart by. */
	readonly file: string;
	readonly path: string;
	/** When the hook ran, epoch ms, from the name. */
	readonly writtenAt: number;
	/** Event as the name says; known even when the payload cannot be read. */
	readonly event: string;
}

export type SpoolItem =
	| (SpoolFile & { readonly kind: "event"; readonly payload: HookPayload })
	| (SpoolFile & { readonly kind: "unreadable"; readonly reason: string });

export type StatuslineItem = { readonly incarnation: string; readonly mtimeMs: number } & (
	| { readonly kind: "statusline"; readonly statusline: Statusline }
	| { readonly kind: "unreadable"; readonly reason: string }
);

/** Where the statusline of a process life lies, as it was last shown. */
export function statuslineFile(spoolDir: string, incarnation: string): string {
	return `${spoolDir}/${incarnation}/statusline/last.json`;
}

/** Larger files were cut by the writer, or are not its own. */
const maxBytes = 1024 * 1024;

/** `<nanoseconds, 19 digits>-<pid>-<Event>.json`, as spool.sh names them. */
const namePattern = /^(\d{19})-(\d+)-([A-Za-z]+)\.json$/;

/**
 * The oldest `limit` hook files of these incarnations (default: all), in the order in which the hooks ran. Reading
 * takes nothing away: pass each item to `removeSpoolItem` once its event is committed. Half-written
 * files (`.tmp`) and whatever is no regular file of ours are not listed.
 */
export async function readSpool(
	files: Files,
	spoolDir: string,
	limit = 2000,
	incarnations?: readonly string[],
): Promise<SpoolItem[]> {
	const found: SpoolFile[] = [];
	const lives = incarnations ?? (await incarnationsIn(files, spoolDir));
	const folders = await files.entriesOfAll(lives.map((life) => `${spoolDir}/${life}`));
	for (const [nth, incarnation] of lives.entries()) {
		for (const entry of folders[nth] ?? []) {
			const file = entry.isFile() ? spoolFile(spoolDir, incarnation, entry.name) : null;
			if (file !== null) found.push(file);
		}
	}
	found.sort((a, b) => compare(a.file, b.file) || compare(a.incarnation, b.incarnation));
	const chosen = found.slice(0, limit);
	const paths = chosen.map((file) => file.path);
	const reads = await readAllBounded(files, paths, maxBytes);
	return chosen.flatMap((file, nth) => itemOf(file, reads[nth]) ?? []);
}

/** Deletes a delivered item; one that is gone already is fine. */
export async function removeSpoolItem(files: Files, item: SpoolItem): Promise<void> {
	await files.remove(item.path);
}

/** Deletes all that an ended process life left. Only for one whose process is proven gone. */
export async function removeIncarnationSpool(
	files: Files,
	spoolDir: string,
	incarnation: string,
): Promise<void> {
	await files.remove(join(spoolDir, incarnation));
}

/**
 * The statuslines of these incarnations (default: all) that changed since the times in `since` (incarnation → mtimeMs of the last read);
 * the caller keeps that map.
 */
export async function readStatuslines(
	files: Files,
	spoolDir: string,
	since: ReadonlyMap<string, number>,
	incarnations?: readonly string[],
): Promise<StatuslineItem[]> {
	const lives = incarnations ?? (await incarnationsIn(files, spoolDir));
	const path = (incarnation: string): string => statuslineFile(spoolDir, incarnation);
	const times = await files.changedAt(lives.map(path));
	// Most did not change since the last look, and it comes many times a second while a switch is open.
	const changed = lives.filter((life, nth) => times[nth] !== (since.get(life) ?? null));
	const reads = await readAllBounded(files, changed.map(path), maxBytes);
	return changed.flatMap((incarnation, nth) => statuslineOf(incarnation, reads[nth]) ?? []);
}

function statuslineOf(incarnation: string, read: BoundedRead | undefined): StatuslineItem | null {
	if (read === undefined || (!read.ok && read.missing)) return null;
	const { mtimeMs } = read;
	const statusline = read.ok ? parseStatusline(read.text) : null;
	if (statusline !== null) return { kind: "statusline", incarnation, mtimeMs, statusline };
	const reason = read.ok ? "not a statusline payload" : read.reason;
	return { kind: "unreadable", incarnation, mtimeMs, reason };
}

function itemOf(file: SpoolFile, read: BoundedRead | undefined): SpoolItem | null {
	if (read === undefined) return null;
	if (!read.ok) return read.missing ? null : { ...file, kind: "unreadable", reason: read.reason };
	const parsed = parseHook(read.text);
	return parsed.ok
		? { ...file, kind: "event", payload: parsed.payload }
		: { ...file, kind: "unreadable", reason: parsed.reason };
}

function spoolFile(spoolDir: string, incarnation: string, name: string): SpoolFile | null {
	const match = namePattern.exec(name);
	if (match === null) return null;
	const [, stamp = "", , event = ""] = match;
	const writtenAt = Number(BigInt(stamp) / 1_000_000n);
	return { incarnation, file: name, path: `${spoolDir}/${incarnation}/${name}`, writtenAt, event };
}

/** The process lives that have a folder in the spool. */
export async function incarnationsIn(files: Files, spoolDir: string): Promise<string[]> {
	const entries = await entriesOf(files, spoolDir);
	return entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
}

async function entriesOf(files: Files, folder: string): Promise<readonly Entry[]> {
	try {
		return await files.entries(folder);
	} catch (error) {
		if (errorCode(error) === "ENOENT") return [];
		throw error;
	}
}

function compare(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
