import type { Entry } from "../../../src/engine/ports/files.ts";
import { Spots } from "./spots.ts";

/** A regular file. `size` is in bytes of UTF-8. */
export interface FileNode {
	readonly kind: "file";
	text: string;
	size: number;
	mtimeMs: number;
	mode: number;
}

export interface LinkNode {
	readonly kind: "link";
	readonly target: string;
	readonly mtimeMs: number;
}

export interface FolderNode {
	readonly kind: "folder";
	readonly names: Map<string, Node>;
	/** The names in order; `null` after a change, until they are asked for. */
	sorted: readonly string[] | null;
	/** The same names as entries. */
	entries: readonly Entry[] | null;
	mtimeMs: number;
	parent: FolderNode;
	name: string;
}

/** A name in a folder, whether or not there is anything of that name. */
export interface Spot {
	readonly folder: FolderNode;
	readonly name: string;
}

export type Node = FileNode | LinkNode | FolderNode;

/** Folders, files and links as they hang together. */
export class Tree {
	readonly root: FolderNode;
	/** Where paths led to that were walked before. */
	readonly spots = new Spots();
	readonly #now: () => number;

	/** `now` in epoch ms: the time of every change. */
	constructor(now: () => number) {
		this.#now = now;
		const root = {
			kind: "folder" as const,
			names: new Map(),
			sorted: null,
			entries: null,
			mtimeMs: now(),
			name: "",
		};
		this.root = Object.assign(root, { parent: root as unknown as FolderNode });
	}

	/** Puts a node under a name; what was there is no longer. */
	put<N extends Node>(folder: FolderNode, name: string, node: N): N {
		this.spots.goes(folder.names.get(name));
		folder.names.set(name, node);
		if (node.kind === "folder") {
			node.parent = folder;
			node.name = name;
		}
		this.#changed(folder);
		return node;
	}

	take(folder: FolderNode, name: string): void {
		this.spots.goes(folder.names.get(name));
		folder.names.delete(name);
		this.#changed(folder);
	}

	makeFolder(parent: FolderNode, name: string): FolderNode {
		const names = new Map<string, Node>();
		const mtimeMs = this.#now();
		const empty = { names, sorted: [], entries: [] };
		return this.put(parent, name, { kind: "folder", ...empty, mtimeMs, parent, name });
	}

	makeFile(folder: FolderNode, name: string, mode: number): FileNode {
		return this.put(folder, name, { kind: "file", text: "", size: 0, mtimeMs: this.#now(), mode });
	}

	makeLink(folder: FolderNode, name: string, target: string): LinkNode {
		return this.put(folder, name, { kind: "link", target, mtimeMs: this.#now() });
	}

	fill(file: FileNode, text: string, size = Buffer.byteLength(text)): void {
		file.text = text;
		file.size = size;
		file.mtimeMs = this.#now();
	}

	#changed(folder: FolderNode): void {
		folder.sorted = null;
		folder.entries = null;
		folder.mtimeMs = this.#now();
	}
}

export function namesIn(folder: FolderNode): readonly string[] {
	folder.sorted ??= [...folder.names.keys()].sort();
	return folder.sorted;
}

/** What stands for a name cannot change its kind without being put there anew. */
export function entriesIn(folder: FolderNode): readonly Entry[] {
	folder.entries ??= namesIn(folder).map((name) => new Named(name, folder.names.get(name)?.kind));
	return folder.entries;
}

class Named implements Entry {
	readonly name: string;
	readonly #kind: Node["kind"] | undefined;

	constructor(name: string, kind: Node["kind"] | undefined) {
		this.name = name;
		this.#kind = kind;
	}

	isFile(): boolean {
		return this.#kind === "file";
	}

	isDirectory(): boolean {
		return this.#kind === "folder";
	}
}

export function pathOf(folder: FolderNode, name = ""): string {
	const parts = name === "" ? [] : [name];
	for (let f = folder; f.parent !== f; f = f.parent) parts.unshift(f.name);
	return `/${parts.join("/")}`;
}

/** Whether the folder is the node, or below it. */
export function isWithin(folder: FolderNode, node: Node): boolean {
	for (let f = folder; ; f = f.parent) {
		if (f === node) return true;
		if (f.parent === f) return false;
	}
}

/** Whether the folder can still be reached: neither it nor one above was removed. */
export function isReachable(folder: FolderNode): boolean {
	for (let f = folder; f.parent !== f; f = f.parent)
		if (f.parent.names.get(f.name) !== f) return false;
	return true;
}
