import type { FileInfo } from "../../../src/engine/ports/files.ts";
import type { Node } from "./tree.ts";

/** What ext4 says of a small folder, bytes. */
const FOLDER_SIZE = 4096;

/** A node as it is at this moment. */
export class Info implements FileInfo {
	readonly size: number;
	readonly mtimeMs: number;
	readonly mode: number;
	readonly #kind: Node["kind"];

	constructor(node: Node) {
		this.mtimeMs = node.mtimeMs;
		this.mode = node.kind === "file" ? node.mode : 0o755;
		this.#kind = node.kind;
		this.size = sizeOf(node);
	}

	isFile(): boolean {
		return this.#kind === "file";
	}

	isDirectory(): boolean {
		return this.#kind === "folder";
	}

	isSymbolicLink(): boolean {
		return this.#kind === "link";
	}
}

function sizeOf(node: Node): number {
	if (node.kind === "file") return node.size;
	return node.kind === "link" ? Buffer.byteLength(node.target) : FOLDER_SIZE;
}
