import type { Files, RegularRead } from "../ports/files.ts";

export type BoundedRead =
	| { readonly ok: true; readonly text: string; readonly mtimeMs: number }
	| {
			readonly ok: false;
			readonly reason: string;
			readonly missing: boolean;
			readonly mtimeMs: number;
	  };

/** Error code of a failed system call, or `null`. */
export function errorCode(error: unknown): string | null {
	return error instanceof Error && "code" in error ? String(error.code) : null;
}

/**
 * Reads a small regular file that another program wrote. Follows no symlink at the last step, opens
 * no pipe or device for good, and takes at most `maxBytes`. A missing file is a value, not an error.
 */
export async function readBounded(
	files: Files,
	path: string,
	maxBytes: number,
): Promise<BoundedRead> {
	const refuse = (reason: string, missing = false, mtimeMs = 0): BoundedRead => ({
		ok: false,
		reason,
		missing,
		mtimeMs,
	});
	let read: RegularRead;
	try {
		read = await files.readRegular(path, maxBytes);
	} catch (error) {
		const code = errorCode(error) ?? "unknown error";
		return refuse(`cannot be opened (${code})`, code === "ENOENT" || code === "ENOTDIR");
	}
	if (read.kind === "not-regular") return refuse("not a regular file");
	if (read.kind === "too-large") return refuse(`over ${maxBytes} bytes`, false, read.mtimeMs);
	return { ok: true, text: read.bytes.toString("utf8"), mtimeMs: read.mtimeMs };
}
