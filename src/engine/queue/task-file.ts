import { redactSecrets } from "../config/text/secrets.ts";
import type { Files } from "../ports/files.ts";
import { FOOTER_BYTES, type Footer, splitFooter } from "./footer.ts";
import { type FrontMatter, readFrontMatter } from "./front-matter.ts";

/** Larger task files are refused. */
export const MAX_BYTES = 256 * 1024;
const TOO_LARGE = `it is over ${MAX_BYTES / 1024} KiB`;

/** A task file as read. */
export interface TaskFile extends FrontMatter {
	readonly title: string;
	/** The file's text as its author wrote it, front matter and all. */
	readonly text: string;
	/** What an earlier end left below it; `null`: nothing. */
	readonly footer: Footer | null;
	/** When that was written (epoch ms): as its footer tells, else as the file system does. */
	readonly writtenAt: number;
	/** The text below the front matter, byte for byte. */
	readonly body: string;
}

export type TaskRead =
	| { readonly kind: "ok"; readonly task: TaskFile }
	| { readonly kind: "gone" }
	/** `passing`: it is not the file that is at fault. */
	| { readonly kind: "refused"; readonly why: string; readonly passing?: true };

/** Reads a task file: a regular file of ours, not a link, valid UTF-8 without NUL. */
export async function readTaskFile(files: Files, path: string): Promise<TaskRead> {
	const read = await readTaskText(files, path);
	if (read.kind !== "ok") return read;
	return parseTask(read.text, read.mtimeMs);
}

/**
 * Reads the text of a task, last written at `mtimeMs`. What became of an earlier attempt, below the text, is no part of
 * it.
 */
export function parseTask(text: string, mtimeMs = 0): TaskRead {
	const { text: own, footer } = splitFooter(text);
	const writtenAt = footer?.writtenAt ?? Math.floor(mtimeMs);
	if (Buffer.byteLength(own) > MAX_BYTES) return refused(TOO_LARGE);
	const match = /^---\r?\n([\s\S]*?)\r?\n---(?:\r?\n|$)/.exec(own);
	const read = readFrontMatter(match?.[1] ?? "");
	if (read.kind === "refused") return read;
	const body = match === null ? own : own.slice(match[0].length);
	const { frontMatter } = read;
	const title = frontMatter.title ?? titleOf(body);
	return { kind: "ok", task: { ...frontMatter, title, text: own, footer, writtenAt, body } };
}

function titleOf(body: string): string {
	const line = body.split("\n").find((l) => l.trim() !== "") ?? "(empty)";
	// Before it is cut: half a secret has no form that tells it.
	return redactSecrets(line)
		.replace(/^#+\s*/, "")
		.trim()
		.slice(0, 80);
}

export type TaskTextRead =
	| { readonly kind: "ok"; readonly text: string; readonly mtimeMs: number }
	| Exclude<TaskRead, { readonly kind: "ok" }>;

/** Reads the whole text of a task file; `mtimeMs`: when it was last written to (epoch ms). */
export async function readTaskText(files: Files, path: string): Promise<TaskTextRead> {
	try {
		const read = await files.readRegular(path, MAX_BYTES + FOOTER_BYTES);
		if (read.kind === "not-regular") return refused("it is not a regular file");
		if (read.kind === "too-large") return refused(TOO_LARGE);
		const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(read.bytes);
		if (text.includes("\0")) return refused("it holds a NUL byte");
		return { kind: "ok", text, mtimeMs: read.mtimeMs };
	} catch (error) {
		const code = (error as NodeJS.ErrnoException).code;
		if (code === "ENOENT") return { kind: "gone" };
		if (code === "ELOOP") return refused("it is a symbolic link");
		if (error instanceof TypeError) return refused("it is not valid UTF-8");
		// A socket, a file of somebody else, a broken disk: one file must not end the dispatcher.
		return { ...refused(`it cannot be read (${code ?? String(error)})`), passing: true };
	}
}

function refused(why: string): { readonly kind: "refused"; readonly why: string } {
	return { kind: "refused", why };
}
