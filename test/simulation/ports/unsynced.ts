import {
	type FileNode,
	type FolderNode,
	isReachable,
	isWithin,
	type Node,
	type Tree,
} from "./tree.ts";

/** What a file held; `mtimeMs` in epoch ms. */
interface Content {
	readonly text: string;
	readonly size: number;
	readonly mtimeMs: number;
}

interface Entry {
	readonly folder: FolderNode;
	readonly name: string;
}

interface Written extends Entry {
	readonly kind: "written";
	readonly file: FileNode;
	/** `null`: there was no such file. */
	readonly before: Content | null;
}

interface Renamed {
	readonly kind: "renamed";
	readonly node: Node;
	readonly from: Entry;
	readonly to: Entry;
	readonly replaced: Node | undefined;
}

/** What was done and is not on the disk yet: what a loss of power may undo. */
export class Unsynced {
	readonly #tree: Tree;
	#steps: (Written | Renamed)[] = [];
	readonly #files = new Map<FileNode, Written>();
	/** How many of the steps a sync of the folder has put on the disk. */
	readonly #folders = new Map<FolderNode, number>();

	constructor(tree: Tree) {
		this.#tree = tree;
	}

	/** To be called before the file is written. */
	willWrite({ folder, name }: Entry, file: FileNode, is: "new" | "old"): void {
		if (this.#files.has(file)) return;
		const { text, size, mtimeMs } = file;
		const before = is === "new" ? null : { text, size, mtimeMs };
		const step: Written = { kind: "written", folder, name, file, before };
		this.#steps.push(step);
		this.#files.set(file, step);
	}

	renamed(node: Node, from: Entry, to: Entry, replaced: Node | undefined): void {
		this.#steps.push({ kind: "renamed", node, from, to, replaced });
	}

	syncedFile(file: FileNode): void {
		this.#files.delete(file);
	}

	/** The names in the folder are on the disk; of the content of its files this says nothing. */
	syncedFolder(folder: FolderNode): void {
		this.#folders.set(folder, this.#steps.length);
	}

	/** Last step first, so that each finds what it left behind. `roll` gives a number in 0..1, 1 excluded. */
	lose(roll: () => number): void {
		for (let i = this.#steps.length - 1; i >= 0; i -= 1) {
			const step = this.#steps[i];
			if (step?.kind === "written" && this.#files.get(step.file) === step)
				this.#loseContent(step, this.#isSynced(step.folder, i), roll());
			if (step?.kind === "renamed" && !this.#isSynced(step.to.folder, i) && roll() < 0.5)
				this.#renameBack(step);
		}
		this.#steps = [];
		this.#files.clear();
		this.#folders.clear();
	}

	#isSynced(folder: FolderNode, step: number): boolean {
		return (this.#folders.get(folder) ?? 0) > step;
	}

	/** A third each: the file is as before, it is empty, nothing is lost. */
	#loseContent({ file, before, folder, name }: Written, nameIsSafe: boolean, dice: number): void {
		if (dice >= 2 / 3) return;
		if (dice >= 1 / 3) this.#tree.fill(file, "");
		else if (before !== null) Object.assign(file, before);
		else if (!nameIsSafe && folder.names.get(name) === file) this.#tree.take(folder, name);
		// Its name is on the disk, here or where it was moved to: only what was in it can be lost.
		else this.#tree.fill(file, "");
	}

	#renameBack({ node, from, to, replaced }: Renamed): void {
		if (to.folder.names.get(to.name) !== node || from.folder.names.has(from.name)) return;
		if (!isReachable(from.folder) || isWithin(from.folder, node)) return;
		if (replaced === undefined) this.#tree.take(to.folder, to.name);
		else this.#tree.put(to.folder, to.name, replaced);
		this.#tree.put(from.folder, from.name, node);
	}
}
