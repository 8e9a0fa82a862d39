import type { Reads } from "./reads.ts";
import { systemError } from "./system-error.ts";
import { type FileNode, type FolderNode, isWithin, type Node, pathOf, type Tree } from "./tree.ts";
import type { Unsynced } from "./unsynced.ts";
import { type MakeFolder, type Place, walk } from "./walk.ts";

const PLENTY = 1e12;

/** The changing calls of a file system, each done at once. What fails throws an error with the system's `code`. */
export class Writes {
	full = false;
	readonly #tree: Tree;
	readonly #reads: Reads;
	readonly #unsynced: Unsynced;
	readonly #makeIfSpace: MakeFolder = (folder, name) => {
		if (this.full) throw systemError("ENOSPC", "mkdir", pathOf(folder, name));
		return this.#tree.makeFolder(folder, name);
	};

	constructor(tree: Tree, reads: Reads, unsynced: Unsynced) {
		this.#tree = tree;
		this.#reads = reads;
		this.#unsynced = unsynced;
	}

	freeBytes(path: string): number {
		this.#reads.there("statfs", path, "follow");
		return this.full ? 0 : PLENTY;
	}

	/** On a full disk the file is made or emptied all the same before it fails, as on the real one. */
	write(path: string, text: string, mode: number, how?: "fresh"): FileNode {
		const place = this.#reads.place("open", path, how === "fresh" ? "keep" : "follow");
		if (how === "fresh" && place.node !== undefined) throw systemError("EEXIST", "open", path);
		const file = this.#opened(place, path, mode);
		this.#tree.fill(file, this.full ? "" : text);
		if (this.full) throw systemError("ENOSPC", "write", path);
		return file;
	}

	writeDurably(path: string, text: string, mode: number): void {
		this.#unsynced.syncedFile(this.write(`${path}.tmp`, text, mode));
		this.rename(`${path}.tmp`, path, "durably");
	}

	putNew(path: string, text: string, mode: number): void {
		if (this.full) throw systemError("ENOSPC", "write", path);
		if (this.#reads.place("link", path, "keep").node !== undefined) {
			throw systemError("EEXIST", "link", path);
		}
		this.writeDurably(path, text, mode);
	}

	/** When it fails for want of space, the name that was to be written is gone, as with Node's `copyFile`. */
	copy(from: string, to: string): void {
		const source = this.#reads.file("copyfile", from);
		const place = this.#reads.place("copyfile", to, "follow");
		if (place.node === source) return;
		const file = this.#opened(place, to, source.mode);
		file.mode = source.mode;
		this.#tree.fill(file, this.full ? "" : source.text);
		if (!this.full) return;
		this.remove(to);
		throw systemError("ENOSPC", "copyfile", to);
	}

	makeFolder(path: string): void {
		const { folder, name, node, throughLink } = this.#reads.place(
			"mkdir",
			path,
			"follow",
			this.#makeIfSpace,
		);
		if (node?.kind === "folder") return;
		if (node !== undefined) throw systemError("EEXIST", "mkdir", path);
		if (throughLink) throw systemError("ENOENT", "mkdir", path);
		this.#makeIfSpace(folder, name);
	}

	chmod(path: string, mode: number): void {
		const { node } = this.#reads.there("chmod", path, "follow");
		if (node.kind === "file") node.mode = mode;
	}

	symlink(target: string, path: string): void {
		const { folder, name, node } = this.#reads.place("symlink", path, "keep");
		if (target === "") throw systemError("ENOENT", "symlink", path);
		if (node !== undefined) throw systemError("EEXIST", "symlink", path);
		if (this.full) throw systemError("ENOSPC", "symlink", path);
		this.#tree.makeLink(folder, name, target);
	}

	rename(path: string, to: string, how?: "durably"): void {
		const source = this.#reads.there("rename", path, "keep");
		const place = this.#reads.place("rename", to, "keep");
		if (source.node !== place.node) {
			const fault = renameFault(source.node, source.folder, place);
			if (fault !== null) throw systemError(fault, "rename", path);
			this.#tree.take(source.folder, source.name);
			this.#tree.put(place.folder, place.name, source.node);
			this.#unsynced.renamed(source.node, source, place, place.node);
		}
		if (how === "durably") this.#unsynced.syncedFolder(place.folder);
	}

	remove(path: string): void {
		const found = walk(this.#tree, path, "keep");
		if (found === "ENOENT") return;
		if (typeof found === "string") throw systemError(found, "rm", path);
		if (found.node !== undefined) this.#tree.take(found.folder, found.name);
	}

	/** The file to be written, made when there is none; what it held is remembered as long as the new is not durable. */
	#opened(place: Place, path: string, mode: number): FileNode {
		const { folder, name, node } = place;
		if (node !== undefined && node.kind !== "file") throw systemError("EISDIR", "open", path);
		const file = node ?? this.#tree.makeFile(folder, name, mode);
		this.#unsynced.willWrite(place, file, node === undefined ? "new" : "old");
		return file;
	}
}

/** Why one node cannot take the other's place. */
function renameFault(node: Node, parent: FolderNode, to: Place) {
	if (isWithin(to.folder, node)) return "EINVAL";
	if (to.node === undefined) return null;
	if (isWithin(parent, to.node)) return "ENOTEMPTY";
	if (to.node.kind !== "folder") return node.kind === "folder" ? "ENOTDIR" : null;
	if (node.kind !== "folder") return "EISDIR";
	return to.node.names.size > 0 ? "ENOTEMPTY" : null;
}
