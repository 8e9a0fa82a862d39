import type { Files, OneOfMany } from "../ports/files.ts";

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
	try {
		return told(await files.readRegular(path, maxBytes), maxBytes);
	} catch (error) {
		return told({ kind: "not-opened", code: errorCode(error) ?? "unknown error" }, maxBytes);
	}
}

/** The same of many files of a local disk, in one go. */
export async function readAllBounded(
	files: Files,
	paths: readonly string[],
	maxBytes: number,
): Promise<readonly BoundedRead[]> {
	return (await files.readAll(paths, maxBytes)).map((one) => told(one, maxBytes));
}

function told(read: OneOfMany, maxBytes: number): BoundedRead {
	const refuse = (reason: string, missing = false, mtimeMs = 0): BoundedRead => ({
		ok: false,
		reason,
		missing,
		mtimeMs,
	});
	switch (read.kind) {
		case "not-opened":
			return refuse(`cannot be opened (${read.code})`, /^(ENOENT|ENOTDIR)$/.test(read.code));
		case "not-regular":
			return refuse("not a regular file");
		case "too-large":
			return refuse(`over ${maxBytes} bytes`, false, read.mtimeMs);
		default:
			return { ok: true, text: read.bytes.toString("utf8"), mtimeMs: read.mtimeMs };
	}
}
