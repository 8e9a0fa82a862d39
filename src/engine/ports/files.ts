import { randomUUID } from "node:crypto";
import { constants } from "node:fs";
import {
	access,
	chmod,
	copyFile,
	link,
	lstat,
	mkdir,
	open,
	readdir,
	readFile,
	readlink,
	realpath,
	rename,
	rm,
	stat,
	statfs,
	symlink,
	writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import {
	CAREFULLY,
	changedAtNow,
	entriesNow,
	infoIfToldNow,
	readNow,
	touchedAtNow,
} from "./files-at-once.ts";

/** What a path leads to. */
export interface FileInfo {
	isFile(): boolean;
	isDirectory(): boolean;
	isSymbolicLink(): boolean;
	readonly size: number;
	/** Epoch ms of the last write. */
	readonly mtimeMs: number;
	/** Epoch ms of the last change, a rename among them; absent where a file system does not tell. */
	readonly ctimeMs?: number;
	/** Tells it from others of its file system, whatever it is called; absent where a file system does not tell. */
	readonly ino?: number;
	/** Who may do what, in the lowest bits. */
	readonly mode: number;
}

/** One name in a folder; links are not followed. */
export interface Entry {
	readonly name: string;
	isFile(): boolean;
	isDirectory(): boolean;
}

export type RegularRead =
	| { readonly kind: "ok"; readonly bytes: Buffer; readonly mtimeMs: number }
	/** A folder, pipe, socket or device. */
	| { readonly kind: "not-regular" }
	| { readonly kind: "too-large"; readonly mtimeMs: number };

/** What one of many files gave; it cannot be opened: why, as the system's error code. */
export type OneOfMany = RegularRead | { readonly kind: "not-opened"; readonly code: string };

/**
 * Files as the engine sees them. What fails throws an error with the system's `code` (`ENOENT`, `ENOSPC`, …), as
 * Node's own functions do. A write is durable only where it says so.
 */
export interface Files {
	stat(path: string): Promise<FileInfo>;
	/** As `stat`, but of a link itself. */
	lstat(path: string): Promise<FileInfo>;
	/**
	 * When each was last written to (epoch ms, of a link itself); `null` for what is not there. For many files of a local
	 * disk: all are looked at in one go, without a turn of the event loop for each.
	 */
	changedAt(paths: readonly string[]): Promise<readonly (number | null)[]>;
	/** As `changedAt`, or when what is known of it last changed, its name included, if that is later. */
	touchedAt(paths: readonly string[]): Promise<readonly (number | null)[]>;
	/**
	 * As `lstat` of each, `null` for what is not there or cannot be looked at. For many files of a local disk: all in one
	 * go.
	 */
	lstatAll(paths: readonly string[]): Promise<readonly (FileInfo | null)[]>;
	/** As `readRegular` of each, for small files of a local disk: all are read in one go. */
	readAll(paths: readonly string[], maxBytes: number): Promise<readonly OneOfMany[]>;
	/** As `entries` of each, for folders of a local disk: all are read in one go. `null` for what is not there. */
	entriesOfAll(paths: readonly string[]): Promise<readonly (readonly Entry[] | null)[]>;
	readdir(path: string): Promise<readonly string[]>;
	entries(path: string): Promise<readonly Entry[]>;
	readlink(path: string): Promise<string>;
	realpath(path: string): Promise<string>;
	readText(path: string): Promise<string>;
	/** Reads a small regular file. Follows no link at the last step (`ELOOP`) and opens no pipe or device for good. */
	readRegular(path: string, maxBytes: number): Promise<RegularRead>;
	/** Up to `length` bytes from byte `start` on, and the size of the whole file at that moment. */
	readFrom(
		path: string,
		start: number,
		length: number,
	): Promise<{ readonly bytes: Buffer; readonly size: number }>;
	isExecutable(path: string): Promise<boolean>;
	/** Bytes that are free for us on the file system of `path`. */
	freeBytes(path: string): Promise<number>;
	/** Writes a whole file. `fresh`: fails with `EEXIST` when there is one. */
	write(path: string, text: string, mode: number, how?: "fresh"): Promise<void>;
	/** Puts a file into place: it is complete and on the disk when this returns, or not there at all. */
	writeDurably(path: string, text: string, mode: number): Promise<void>;
	/**
	 * As `writeDurably`, but fails with `EEXIST` when there is anything of that name already: nothing is ever run over,
	 * also by two who do this at once.
	 */
	putNew(path: string, text: string, mode: number): Promise<void>;
	copy(from: string, to: string): Promise<void>;
	/** Makes a folder and those above it; one that is there is fine. */
	makeFolder(path: string, mode: number): Promise<void>;
	chmod(path: string, mode: number): Promise<void>;
	symlink(target: string, path: string): Promise<void>;
	rename(from: string, to: string): Promise<void>;
	/** As `rename`, and on the disk when this returns. */
	renameDurably(from: string, to: string): Promise<void>;
	/** Removes a file, or a folder with all that is in it; what is not there is fine. */
	remove(path: string): Promise<void>;
}

/** The machine's own file system. */
export const systemFiles: Files = {
	stat,
	lstat,
	changedAt: async (paths) => paths.map(changedAtNow),
	touchedAt: async (paths) => paths.map(touchedAtNow),
	lstatAll: async (paths) => paths.map(infoIfToldNow),
	readAll: async (paths, maxBytes) => paths.map((path) => readNow(path, maxBytes)),
	entriesOfAll: async (paths) => paths.map(entriesNow),
	readdir: (path) => readdir(path),
	entries: (path) => readdir(path, { withFileTypes: true }),
	readlink: (path) => readlink(path),
	realpath: (path) => realpath(path),
	readText: (path) => readFile(path, "utf8"),
	readRegular,
	readFrom,
	isExecutable: (path) =>
		access(path, constants.X_OK).then(
			() => true,
			() => false,
		),
	async freeBytes(path) {
		const { bavail, bsize } = await statfs(path);
		return bavail * bsize;
	},
	write: (path, text, mode, how) =>
		writeFile(path, text, { mode, flag: how === "fresh" ? "wx" : "w" }),
	async writeDurably(path, text, mode) {
		await writeFile(`${path}.tmp`, text, { mode, flush: true });
		await renameDurably(`${path}.tmp`, path);
	},
	putNew,
	copy: (from, to) => copyFile(from, to),
	async makeFolder(path, mode) {
		await mkdir(path, { recursive: true, mode });
	},
	chmod,
	symlink: (target, path) => symlink(target, path),
	rename,
	renameDurably,
	remove: (path) => rm(path, { recursive: true, force: true }),
};

async function readRegular(path: string, maxBytes: number): Promise<RegularRead> {
	const handle = await open(path, CAREFULLY);
	try {
		const info = await handle.stat();
		if (!info.isFile()) return { kind: "not-regular" };
		const { mtimeMs } = info;
		if (info.size > maxBytes) return { kind: "too-large", mtimeMs };
		return { kind: "ok", bytes: await handle.readFile(), mtimeMs };
	} finally {
		await handle.close();
	}
}

async function readFrom(path: string, start: number, length: number) {
	const handle = await open(path, "r");
	try {
		const { size } = await handle.stat();
		const wanted = Math.max(0, Math.min(length, size - start));
		const { buffer, bytesRead } = await handle.read(Buffer.alloc(wanted), 0, wanted, start);
		return { bytes: buffer.subarray(0, bytesRead), size };
	} finally {
		await handle.close();
	}
}

/** A second name is given to a file only where there is none yet; a rename would run over it. */
async function putNew(path: string, text: string, mode: number): Promise<void> {
	const temporary = join(dirname(path), `.${basename(path)}.${randomUUID()}.tmp`);
	try {
		await writeFile(temporary, text, { mode, flag: "wx", flush: true });
		await link(temporary, path);
	} finally {
		await rm(temporary, { force: true });
	}
	await syncFolder(dirname(path));
}

async function renameDurably(from: string, to: string): Promise<void> {
	await rename(from, to);
	await syncFolder(dirname(to));
}

async function syncFolder(path: string): Promise<void> {
	const folder = await open(path, "r");
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}
