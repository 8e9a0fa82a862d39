import {
	closeSync,
	constants,
	fstatSync,
	lstatSync,
	openSync,
	readdirSync,
	readSync,
	type Stats,
} from "node:fs";
import type { Entry, OneOfMany } from "./files.ts";

/*
 * What the port does to many small files of a local disk. Done at once, a look takes some microseconds; handed to
 * another thread and back, ten times as much processor time.
 */

/** Follows no link at the last step, and waits for no writer of a pipe. */
export const CAREFULLY = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/** When it was last written to (epoch ms, of a link itself); `null`: it is not there. */
export function changedAtNow(path: string): number | null {
	return infoNow(path)?.mtimeMs ?? null;
}

/** The same, or when what is known of it last changed, its name included, if that is later. */
export function touchedAtNow(path: string): number | null {
	const info = infoNow(path);
	return info === null ? null : Math.max(info.mtimeMs, info.ctimeMs);
}

/** What is known of a path itself; `null`: it is not there, or nobody can tell. */
export function infoIfToldNow(path: string): Stats | null {
	try {
		return lstatSync(path, { throwIfNoEntry: false }) ?? null;
	} catch {
		return null;
	}
}

function infoNow(path: string): Stats | null {
	try {
		return lstatSync(path, { throwIfNoEntry: false }) ?? null;
	} catch (error) {
		if (codeOf(error) === "ENOTDIR") return null;
		throw error;
	}
}

/** Reads a small regular file; one that cannot be opened is a value. */
export function readNow(path: string, maxBytes: number): OneOfMany {
	let file: number;
	try {
		file = openSync(path, CAREFULLY);
	} catch (error) {
		return { kind: "not-opened", code: codeOf(error) };
	}
	try {
		const info = fstatSync(file);
		if (!info.isFile()) return { kind: "not-regular" };
		const { mtimeMs } = info;
		if (info.size > maxBytes) return { kind: "too-large", mtimeMs };
		return { kind: "ok", bytes: bytesOf(file, info.size), mtimeMs };
	} finally {
		closeSync(file);
	}
}

/** Up to `size` bytes: a file that is being written to is not followed. */
function bytesOf(file: number, size: number): Buffer {
	const bytes = Buffer.allocUnsafe(size);
	let length = 0;
	for (let read = -1; read !== 0 && length < size; length += read) {
		read = readSync(file, bytes, length, size - length, length);
	}
	return bytes.subarray(0, length);
}

/** What is in a folder; `null`: it is not there. */
export function entriesNow(path: string): readonly Entry[] | null {
	try {
		return readdirSync(path, { withFileTypes: true });
	} catch (error) {
		if (codeOf(error) === "ENOENT") return null;
		throw error;
	}
}

function codeOf(error: unknown): string {
	return (error as NodeJS.ErrnoException).code ?? "unknown error";
}
