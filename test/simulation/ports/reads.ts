import type { Entry, FileInfo, OneOfMany, RegularRead } from "../../../src/engine/ports/files.ts";
import { Info } from "./info.ts";
import { systemError } from "./system-error.ts";
import { type FileNode, type FolderNode, type Node, pathOf, type Tree } from "./tree.ts";
import { type LastLink, type MakeFolder, type Place, walk } from "./walk.ts";

type There = Place & { readonly node: Node };

/** The reading calls of a file system, each done at once. What fails throws an error with the system's `code`. */
export class Reads {
	readonly #tree: Tree;

	constructor(tree: Tree) {
		this.#tree = tree;
	}

	/** What the path leads to; `undefined`: nothing, for whatever reason. */
	look(path: string): Node | undefined {
		const found = walk(this.#tree, path, "follow");
		return typeof found === "string" ? undefined : found.node;
	}

	stat(path: string): FileInfo {
		return new Info(this.there("stat", path, "follow").node);
	}

	lstat(path: string): FileInfo {
		return new Info(this.there("lstat", path, "keep").node);
	}

	infoIfThere(path: string): FileInfo | null {
		const found = walk(this.#tree, path, "keep");
		return typeof found === "string" || found.node === undefined ? null : new Info(found.node);
	}

	changedAt(path: string): number | null {
		const found = walk(this.#tree, path, "keep");
		if (typeof found === "string" && found !== "ENOENT" && found !== "ENOTDIR") {
			throw systemError(found, "lstat", path);
		}
		return typeof found === "string" ? null : (found.node?.mtimeMs ?? null);
	}

	readdir(path: string): readonly string[] {
		return this.#folder(path).sorted;
	}

	entries(path: string): readonly Entry[] {
		return this.#folder(path).entries;
	}

	entriesIfThere(path: string): readonly Entry[] | null {
		const found = walk(this.#tree, path, "follow");
		const missing = typeof found === "string" ? found === "ENOENT" : found.node === undefined;
		return missing ? null : this.entries(path);
	}

	readlink(path: string): string {
		const { node } = this.there("readlink", path, "keep");
		if (node.kind !== "link") throw systemError("EINVAL", "readlink", path);
		return node.target;
	}

	realpath(path: string): string {
		const { folder, name } = this.there("realpath", path, "follow");
		return pathOf(folder, name);
	}

	readText(path: string): string {
		return this.file("open", path).text;
	}

	readRegular(path: string, maxBytes: number): RegularRead {
		const { node } = this.there("open", path, "keep");
		if (node.kind === "link") throw systemError("ELOOP", "open", path);
		if (node.kind === "folder") return { kind: "not-regular" };
		const { mtimeMs, size } = node;
		if (size > maxBytes) return { kind: "too-large", mtimeMs };
		return { kind: "ok", bytes: Buffer.from(node.text), mtimeMs };
	}

	oneOfMany(path: string, maxBytes: number): OneOfMany {
		try {
			return this.readRegular(path, maxBytes);
		} catch (error) {
			return { kind: "not-opened", code: (error as NodeJS.ErrnoException).code ?? "" };
		}
	}

	readFrom(path: string, start: number, length: number): { bytes: Buffer; size: number } {
		const { text, size } = this.file("open", path);
		const end = start + Math.max(0, length);
		// As many bytes as characters: all are ASCII, and nothing but the wanted part needs to be encoded.
		if (size === text.length) return { bytes: Buffer.from(text.slice(start, end), "latin1"), size };
		return { bytes: Buffer.from(text).subarray(start, end), size };
	}

	isExecutable(path: string): boolean {
		const node = this.look(path);
		return node?.kind === "folder" || (node?.kind === "file" && (node.mode & 0o111) !== 0);
	}

	/** The name that the path ends in, whether or not it is there. `make` as in `walk`. */
	place(call: string, path: string, last: LastLink, make?: MakeFolder): Place {
		const found = walk(this.#tree, path, last, make);
		if (typeof found === "string") throw systemError(found, call, path);
		return found;
	}

	there(call: string, path: string, last: LastLink): There {
		const found = this.place(call, path, last);
		if (found.node === undefined) throw systemError("ENOENT", call, path);
		return found as There;
	}

	file(call: string, path: string): FileNode {
		const { node } = this.there(call, path, "follow");
		if (node.kind !== "file") throw systemError("EISDIR", call, path);
		return node;
	}

	#folder(path: string): FolderNode {
		const { node } = this.there("scandir", path, "follow");
		if (node.kind !== "folder") throw systemError("ENOTDIR", "scandir", path);
		return node;
	}
}
