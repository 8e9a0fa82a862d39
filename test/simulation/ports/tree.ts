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
	/** The names in order. Who was given them keeps them as they were. */
	sorted: readonly string[];
	/** The same names as entries. */
	entries: readonly Entry[];
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
			sorted: [],
			entries: [],
			mtimeMs: now(),
			name: "",
		};
		this.root = Object.assign(root, { parent: root as unknown as FolderNode });
	}

	/** Puts a node under a name; what was there is no longer. */
	put<N extends Node>(folder: FolderNode, name: string, node: N): N {
		const before = folder.names.get(name);
		this.spots.goes(before);
		folder.names.set(name, node);
		if (before?.kind !== node.kind) list(folder, name, before, node);
		if (node.kind === "folder") {
			node.parent = folder;
			node.name = name;
		}
		folder.mtimeMs = this.#now();
		return node;
	}

	take(folder: FolderNode, name: string): void {
		const before = folder.names.get(name);
		this.spots.goes(before);
		folder.names.delete(name);
		if (before !== undefined) list(folder, name, before, undefined);
		folder.mtimeMs = this.#now();
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
}

/** Puts a name into the lists of a folder, or takes it out of them: `before` and `after` are what it stands for. */
function list(
	folder: FolderNode,
	name: string,
	before: Node | undefined,
	after: Node | undefined,
): void {
	const place = placeOf(folder.sorted, name);
	const gone = before === undefined ? 0 : 1;
	const names = after === undefined ? [] : [name];
	const entries = after === undefined ? [] : [new Named(name, after.kind)];
	folder.sorted = folder.sorted.toSpliced(place, gone, ...names);
	folder.entries = folder.entries.toSpliced(place, gone, ...entries);
}

/** Where a name is in a sorted list, or belongs. */
function placeOf(sorted: readonly string[], name: string): number {
	let [from, to] = [0, sorted.length];
	while (from < to) {
		const middle = (from + to) >> 1;
		if ((sorted[middle] ?? "") < name) from = middle + 1;
		else to = middle;
	}
	return from;
}

class Named implements Entry {
	readonly name: string;
	readonly #kind: Node["kind"];

	constructor(name: string, kind: Node["kind"]) {
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
