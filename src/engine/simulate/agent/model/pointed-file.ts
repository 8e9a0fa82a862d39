import { readFileSync } from "node:fs";
import type { Item } from "../transcript/items.ts";

const POINTER = /^Read (?:the whole file )?("(?:[^"\\]|\\.)*"|\S+) and do what it says/;

/** What was read before: a model remembers what a file said. */
const read = new Map<string, string>();

/** A conversation as the model knows it: what a prompt points at counts as said. */
export function withPointedFiles(items: readonly Item[]): readonly Item[] {
	return items.map((item) =>
		item.kind === "prompt" ? { ...item, text: withPointedFile(item.text) } : item,
	);
}

function withPointedFile(text: string): string {
	const file = POINTER.exec(text)?.[1];
	if (file === undefined) return text;
	const said = read.get(file) ?? contentOf(file);
	if (said === null) return text;
	read.set(file, said);
	return `${text}\n\n${said}`;
}

function contentOf(file: string): string | null {
	try {
		return readFileSync(file.startsWith('"') ? String(JSON.parse(file)) : file, "utf8");
	} catch {
		return null;
	}
}
