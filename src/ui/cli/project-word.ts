import { resolve } from "node:path";
import type { Io } from "./io.ts";

/** A project as it was written, for the engine: a path from the root, or the key of a project. */
export function projectWord(word: string, io: Pick<Io, "cwd" | "home">): string {
	if (word === "~" || word.startsWith("~/")) return resolve(io.home, word.slice(2));
	const isPath = word.includes("/") || word === "." || word === "..";
	return isPath ? resolve(io.cwd(), word) : word;
}
