import { constants } from "node:fs";
import { open } from "node:fs/promises";

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
export async function readBounded(path: string, maxBytes: number): Promise<BoundedRead> {
	const refuse = (reason: string, missing = false, mtimeMs = 0): BoundedRead => ({
		ok: false,
		reason,
		missing,
		mtimeMs,
	});
	let handle: Awaited<ReturnType<typeof open>>;
	try {
		handle = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
	} catch (error) {
		const code = errorCode(error) ?? "unknown error";
		return refuse(`cannot be opened (${code})`, code === "ENOENT" || code === "ENOTDIR");
	}
	try {
		const stat = await handle.stat();
		if (!stat.isFile()) return refuse("not a regular file");
		if (stat.size > maxBytes) return refuse(`over ${maxBytes} bytes`, false, stat.mtimeMs);
		return { ok: true, text: await handle.readFile("utf8"), mtimeMs: stat.mtimeMs };
	} finally {
		await handle.close();
	}
}
