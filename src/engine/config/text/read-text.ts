import { closeSync, constants, fstatSync, openSync, readSync } from "node:fs";
import type { Wrong } from "../problem.ts";

/** Largest configuration file that is read, in bytes. */
export const LARGEST_FILE = 1024 * 1024;

export type ReadText =
	| { readonly kind: "ok"; readonly text: string }
	| ({ readonly kind: "wrong" } & Wrong);

/** The text of a regular UTF-8 file of at most 1 MiB; never waits on a pipe or a device. */
export function readText(file: string): ReadText {
	let descriptor: number;
	try {
		descriptor = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
	} catch (error) {
		return unopened(error);
	}
	try {
		return readOpen(descriptor);
	} catch (error) {
		return wrong(`cannot be read (${code(error)})`, "check the file and its directory");
	} finally {
		closeSync(descriptor);
	}
}

function readOpen(descriptor: number): ReadText {
	const stat = fstatSync(descriptor);
	if (!stat.isFile()) return wrong("not a regular file", "name a YAML file");
	const buffer = Buffer.alloc(LARGEST_FILE + 1);
	let length = 0;
	while (length < buffer.length) {
		const read = readSync(descriptor, buffer, length, buffer.length - length, null);
		if (read === 0) break;
		length += read;
	}
	if (length > LARGEST_FILE) return wrong("larger than 1 MiB", "this is no configuration file");
	try {
		const text = new TextDecoder("utf-8", { fatal: true }).decode(buffer.subarray(0, length));
		return { kind: "ok", text };
	} catch {
		return wrong("not UTF-8 text", "save it as UTF-8");
	}
}

function unopened(error: unknown): ReadText {
	if (code(error) === "ENOENT") {
		return wrong("there is no such file", "run `claude-failover init`, or give --config FILE");
	}
	if (code(error) === "EACCES") return wrong("no permission to read it", "check owner and mode");
	return wrong(`cannot be opened (${code(error)})`, "check the path");
}

function code(error: unknown): string {
	return error instanceof Error && "code" in error ? String(error.code) : "unknown error";
}

function wrong(what: string, remedy: string): ReadText {
	return { kind: "wrong", what, remedy };
}
