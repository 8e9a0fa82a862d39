import type { Files } from "../../../src/engine/ports/files.ts";
import { Reads } from "./reads.ts";
import { systemError } from "./system-error.ts";
import { type FileNode, Tree } from "./tree.ts";
import { Unsynced } from "./unsynced.ts";
import type { LastLink, MakeFolder, Place } from "./walk.ts";
import { Writes } from "./writes.ts";

/** How a simulated process reaches the world: `effect` for what changes it, `look` for what only reads. */
export interface Gate {
	effect<T>(name: string, act: () => T): Promise<T>;
	look<T>(act: () => T): Promise<T>;
}

/**
 * The file system of a simulated machine. It behaves as the real one in all that the engine does through the port
 * (`test/contract/files.test.ts`); besides, it can be full and it can lose its power. Paths are absolute.
 */
export class MemoryDisk {
	readonly #tree: Tree;
	readonly #unsynced: Unsynced;
	readonly #reads: Reads;
	readonly #writes: Writes;
	readonly #make: MakeFolder = (folder, name) => this.#tree.makeFolder(folder, name);

	/** `now` in epoch ms. */
	constructor(now: () => number) {
		this.#tree = new Tree(now);
		this.#unsynced = new Unsynced(this.#tree);
		this.#reads = new Reads(this.#tree);
		this.#writes = new Writes(this.#tree, this.#reads, this.#unsynced);
	}

	/** No write through `files` succeeds any more: `ENOSPC`. Names can still be moved and removed. */
	get full(): boolean {
		return this.#writes.full;
	}

	set full(full: boolean) {
		this.#writes.full = full;
	}

	/** The port of one process. Every changing call is one `gate.effect(...)`, every reading call one `gate.look(...)`. */
	files(gate: Gate): Files {
		const reads = this.#reads;
		const writes = this.#writes;
		return {
			stat: (path) => gate.look(() => reads.stat(path)),
			lstat: (path) => gate.look(() => reads.lstat(path)),
			lstatAll: (paths) => gate.look(() => paths.map((path) => reads.infoIfThere(path))),
			touchedAt: (paths) => gate.look(() => paths.map((path) => reads.changedAt(path))),
			changedAt: (paths) => gate.look(() => paths.map((path) => reads.changedAt(path))),
			readAll: (paths, maxBytes) =>
				gate.look(() => paths.map((path) => reads.oneOfMany(path, maxBytes))),
			entriesOfAll: (paths) => gate.look(() => paths.map((path) => reads.entriesIfThere(path))),
			readdir: (path) => gate.look(() => reads.readdir(path)),
			entries: (path) => gate.look(() => reads.entries(path)),
			readlink: (path) => gate.look(() => reads.readlink(path)),
			realpath: (path) => gate.look(() => reads.realpath(path)),
			readText: (path) => gate.look(() => reads.readText(path)),
			readRegular: (path, maxBytes) => gate.look(() => reads.readRegular(path, maxBytes)),
			readFrom: (path, start, length) => gate.look(() => reads.readFrom(path, start, length)),
			isExecutable: (path) => gate.look(() => reads.isExecutable(path)),
			freeBytes: (path) => gate.look(() => writes.freeBytes(path)),
			write: (path, text, mode, how) =>
				gate.effect(`write ${path}`, () => void writes.write(path, text, mode, how)),
			writeDurably: (path, text, mode) =>
				gate.effect(`write ${path} durably`, () => writes.writeDurably(path, text, mode)),
			putNew: (path, text, mode) =>
				gate.effect(`put ${path}`, () => writes.putNew(path, text, mode)),
			copy: (from, to) => gate.effect(`copy to ${to}`, () => writes.copy(from, to)),
			makeFolder: (path) => gate.effect(`make folder ${path}`, () => writes.makeFolder(path)),
			chmod: (path, mode) => gate.effect(`chmod ${path}`, () => writes.chmod(path, mode)),
			symlink: (target, path) => gate.effect(`link ${path}`, () => writes.symlink(target, path)),
			rename: (from, to) => gate.effect(`rename ${from}`, () => writes.rename(from, to)),
			renameDurably: (from, to) =>
				gate.effect(`rename ${from} durably`, () => writes.rename(from, to, "durably")),
			remove: (path) => gate.effect(`remove ${path}`, () => writes.remove(path)),
		};
	}

	// For the simulated programs and the checks: at once, links followed, folders above made.

	/** Writes a whole file, on the disk when this returns. A new one is executable. */
	put(path: string, text: string): void {
		const file = this.#file(path);
		this.#tree.fill(file, text);
		this.#unsynced.syncedFile(file);
	}

	/** On the disk when this returns. */
	append(path: string, text: string): void {
		const file = this.#file(path);
		this.#tree.fill(file, file.text + text, file.size + Buffer.byteLength(text));
		this.#unsynced.syncedFile(file);
	}

	/** `null`: no such file. */
	read(path: string): string | null {
		const node = this.#reads.look(path);
		return node?.kind === "file" ? node.text : null;
	}

	/** The names in order; none when there is no such folder. */
	list(folder: string): readonly string[] {
		const node = this.#reads.look(folder);
		return node?.kind === "folder" ? node.sorted : [];
	}

	isFolder(path: string): boolean {
		return this.#reads.look(path)?.kind === "folder";
	}

	/** A file, a link itself, or a folder with all that is in it; what is not there is fine. */
	remove(path: string): void {
		this.#writes.remove(path);
	}

	/** Makes a link, in place of what is there. */
	link(target: string, path: string): void {
		const { folder, name } = this.#place(path, "keep");
		this.#tree.makeLink(folder, name, target);
	}

	folder(path: string): void {
		const { folder, name, node } = this.#place(path, "follow");
		if (node === undefined) this.#make(folder, name);
		else if (node.kind !== "folder") throw systemError("EEXIST", "mkdir", path);
	}

	/**
	 * The machine lost its power. Of what was done through `files`, the content of each file that is not durable is
	 * as before, empty or kept, and each rename that is not durable is undone or kept, as the dice say (`roll`: 0..1,
	 * 1 excluded). Folders, links, modes and removals are taken to be durable, and so is what `put` and `append` wrote.
	 */
	powerLoss(roll: () => number): void {
		this.#unsynced.lose(roll);
	}

	#place(path: string, last: LastLink): Place {
		return this.#reads.place("open", path, last, this.#make);
	}

	#file(path: string): FileNode {
		const { folder, name, node } = this.#place(path, "follow");
		if (node === undefined) return this.#tree.makeFile(folder, name, 0o755);
		if (node.kind !== "file") throw systemError("EISDIR", "open", path);
		return node;
	}
}
