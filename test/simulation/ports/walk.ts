import type { Spots } from "./spots.ts";
import type { FolderNode, LinkNode, Node, Spot, Tree } from "./tree.ts";

/** A name in a folder, and what it stands for if it is there. */
export interface Place extends Spot {
	readonly node: Node | undefined;
	/** The name is not one of the path that was asked for, but of a link's target. */
	readonly throughLink: boolean;
}

export type PathFault = "ENOENT" | "ENOTDIR" | "ELOOP";

/** Whether a link at the end of a path is followed. One on the way always is. */
export type LastLink = "follow" | "keep";

export type MakeFolder = (folder: FolderNode, name: string) => FolderNode;

/**
 * The place that an absolute path leads to. `make` makes a folder that is missing on the way; as `mkdir -p`, not one
 * that only a link asks for.
 */
export function walk(
	{ root, spots }: Tree,
	path: string,
	last: LastLink,
	make?: MakeFolder,
): Place | PathFault {
	const known = placeAt(spots.of(path), last);
	if (known !== null) return known;
	if (path === "") return "ENOENT";
	if (!path.startsWith("/")) throw new Error(`Not an absolute path: ${path}`);
	const near = placeAt(spotBelow(spots, path), last);
	if (near !== null) {
		spots.learn(path, near);
		return near;
	}
	const way = new Way(root, split(path), make);
	const place = walkOn(way, last);
	if (typeof place !== "string" && way.atOwnName) spots.learn(path, place);
	return place;
}

/** The last name of a path in the folder above it, if that was walked to before. */
function spotBelow(spots: Spots, path: string): Spot | undefined {
	const end = path.lastIndexOf("/");
	const name = path.slice(end + 1);
	if (name === "" || name === "." || name === "..") return undefined;
	const above = spots.of(path.slice(0, end));
	const folder = above?.folder.names.get(above.name);
	return folder?.kind === "folder" ? { folder, name } : undefined;
}

/** `null`: it must be walked. */
function placeAt(spot: Spot | undefined, last: LastLink): Place | null {
	if (spot === undefined) return null;
	const { folder, name } = spot;
	const node = folder.names.get(name);
	if (node?.kind === "link" && last === "follow") return null;
	return { folder, name, node, throughLink: false };
}

/** Goes the way to its end. */
function walkOn(way: Way, last: LastLink): Place | PathFault {
	while (!way.atEnd) {
		const name = way.next();
		const node = name === ".." ? way.folder.parent : way.folder.names.get(name);
		const isFollowed = node?.kind === "link" && (last === "follow" || !way.atEnd);
		if (way.atEnd && !isFollowed && name !== "..") {
			way.atOwnName = !way.isInLink;
			return { folder: way.folder, name, node, throughLink: way.isInLink };
		}
		const fault = node?.kind === "link" ? way.through(node) : way.into(name, node);
		if (fault !== null) return fault;
	}
	const { folder } = way;
	return { folder: folder.parent, name: folder.name, node: folder, throughLink: false };
}

/** As Linux: a path that leads through more links fails with `ELOOP`. */
const MOST_LINKS = 40;

/** How far a walk has come. */
class Way {
	folder: FolderNode;
	/** It has ended at the last name of the path itself, not at one of a link's target, nor at a folder above. */
	atOwnName = false;
	readonly #root: FolderNode;
	readonly #make: MakeFolder | undefined;
	#parts: readonly string[];
	#gone = 0;
	#links = 0;
	/** How many of the parts are a link's, not the path's own. */
	#ofLinks = 0;

	constructor(root: FolderNode, parts: readonly string[], make: MakeFolder | undefined) {
		this.folder = root;
		this.#root = root;
		this.#parts = parts;
		this.#make = make;
	}

	get atEnd(): boolean {
		return this.#gone >= this.#parts.length;
	}

	/** Whether the part that `next` gave is a link's. */
	get isInLink(): boolean {
		return this.#gone <= this.#ofLinks;
	}

	next(): string {
		const part = this.#parts[this.#gone] ?? "";
		this.#gone += 1;
		return part;
	}

	/** Goes on with the link's target. */
	through({ target }: LinkNode): PathFault | null {
		this.#links += 1;
		const parts = split(target);
		this.#ofLinks = parts.length + Math.max(0, this.#ofLinks - this.#gone);
		this.#parts = [...parts, ...this.#parts.slice(this.#gone)];
		this.#gone = 0;
		if (target.startsWith("/")) this.folder = this.#root;
		return this.#links > MOST_LINKS ? "ELOOP" : null;
	}

	into(name: string, node: Node | undefined): PathFault | null {
		if (node === undefined && this.#make === undefined) return "ENOENT";
		const next = node ?? (this.isInLink ? undefined : this.#make?.(this.folder, name));
		if (next?.kind !== "folder") return "ENOTDIR";
		this.folder = next;
		return null;
	}
}

function split(path: string): readonly string[] {
	return path.split("/").filter((part) => part !== "" && part !== ".");
}
