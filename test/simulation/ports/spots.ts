import type { Node, Spot } from "./tree.ts";

const MOST = 20_000;

/**
 * The spot that each path ended in when it was last walked. What is on the way to it was there then, so it stays right
 * until a folder or a link goes from its name; files come and go without being on the way to anything.
 */
export class Spots {
	readonly #known = new Map<string, Spot>();

	of(path: string): Spot | undefined {
		return this.#known.get(path);
	}

	learn(path: string, spot: Spot): void {
		if (this.#known.size >= MOST) this.#known.clear();
		this.#known.set(path, spot);
	}

	/** The node is about to lose its name; `undefined`: there is none of that name. */
	goes(node: Node | undefined): void {
		if (node !== undefined && node.kind !== "file") this.#known.clear();
	}
}
