import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { basename } from "node:path";
import type { Io } from "../io.ts";

/** Larger tasks are refused by the engine too. */
const MAX_BYTES = 256 * 1024;

const TOO_LARGE = `it is over ${MAX_BYTES / 1024} KiB`;

/** The text of a task to add; `name`: what its file is called, `null` for standard input. */
export type TextRead =
	| { readonly kind: "ok"; readonly text: string; readonly name: string | null }
	| { readonly kind: "refused"; readonly why: string }
	| { readonly kind: "no-file" };

/** Reads a file, or standard input for `-`, as the text of a task: UTF-8 without NUL. Waits for no pipe by name. */
export async function readText(path: string, word: string, io: Io): Promise<TextRead> {
	try {
		const bytes = word === "-" ? await readInput(io) : await readFile(path);
		if (typeof bytes === "string") return refused(bytes);
		const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
		if (text.includes("\0")) return refused("it holds a NUL byte");
		return { kind: "ok", text, name: word === "-" ? null : basename(path) };
	} catch (error) {
		const { code, message } = error as NodeJS.ErrnoException;
		if (code === "ENOENT" || code === "ENOTDIR") return { kind: "no-file" };
		if (code === "ERR_ENCODING_INVALID_ENCODED_DATA") return refused("it is not valid UTF-8");
		return refused(`it cannot be read (${code ?? message})`);
	}
}

async function readFile(path: string): Promise<Buffer | string> {
	const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK);
	try {
		const info = await file.stat();
		if (info.isDirectory()) return "it is a folder";
		if (!info.isFile()) return "it is no regular file; give its text on standard input: -";
		if (info.size > MAX_BYTES) return TOO_LARGE;
		return await file.readFile();
	} finally {
		await file.close();
	}
}

async function readInput({ stdin }: Io): Promise<Buffer | string> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of stdin) {
		const bytes = Buffer.from(chunk);
		size += bytes.length;
		if (size > MAX_BYTES) return TOO_LARGE;
		chunks.push(bytes);
	}
	return Buffer.concat(chunks);
}

function refused(why: string): TextRead {
	return { kind: "refused", why };
}
