import type { Files } from "../ports/files.ts";
import { parseJson } from "./lenient.ts";
import { errorCode } from "./read-bounded.ts";

/** One line of a transcript, as parsed; what is in it is for the functions beside this one. */
export type TranscriptLine = Readonly<Record<string, unknown>>;

export interface TranscriptRead {
	readonly lines: readonly TranscriptLine[];
	/** Where the next read starts: just behind the last complete line, in bytes. */
	readonly offset: number;
	/** The file holds more complete lines than one read takes: read again. */
	readonly more: boolean;
}

/** Bytes that one read takes, unless a single line is longer. */
const chunkBytes = 8 * 1024 * 1024;

const newline = 0x0a;

/**
 * The complete lines from byte `offset` on. A half-written last line waits for the next read; lines
 * that are no JSON object, and the CLI's copies of whole requests (`api-request…`), are skipped. A
 * missing file has no lines; a file that got shorter than `offset` is read from its start.
 */
export async function readLines(
	files: Files,
	path: string,
	offset: number,
): Promise<TranscriptRead> {
	try {
		const { size } = await files.stat(path);
		const start = offset > size ? 0 : offset;
		const bytes = await completeLines(files, path, start);
		const end = start + bytes.length;
		return { lines: parseLines(bytes), offset: end, more: bytes.length > 0 && end < size };
	} catch (error) {
		if (errorCode(error) === "ENOENT") return { lines: [], offset, more: false };
		throw error;
	}
}

/** All complete lines of a transcript, however long it is. */
export async function readAllLines(files: Files, path: string): Promise<readonly TranscriptLine[]> {
	const lines: TranscriptLine[] = [];
	for (let offset = 0, more = true; more; ) {
		const read = await readLines(files, path, offset);
		for (const line of read.lines) lines.push(line);
		({ offset, more } = read);
	}
	return lines;
}

/** Bytes from `start` up to and with a newline; empty when none is there yet. */
async function completeLines(files: Files, path: string, start: number): Promise<Buffer> {
	for (let want = chunkBytes; ; want *= 2) {
		const { bytes } = await files.readFrom(path, start, want);
		const end = bytes.lastIndexOf(newline) + 1;
		if (end > 0 || bytes.length < want) return bytes.subarray(0, end);
	}
}

function parseLines(bytes: Buffer): TranscriptLine[] {
	return bytes
		.toString("utf8")
		.split("\n")
		.filter((line) => line !== "" && !line.startsWith('{"type":"api-request'))
		.map(parseJson)
		.filter(isLine);
}

function isLine(value: unknown): value is TranscriptLine {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}
