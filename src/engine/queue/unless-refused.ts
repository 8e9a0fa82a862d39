import type { Refusal } from "../../state/client.ts";

const REMEDIES: Readonly<Record<string, string>> = {
	EACCES: "give the engine's user the right to write there",
	EPERM: "give the engine's user the right to write there",
	EROFS: "the file system is read-only: make it writable",
	ENOSPC: "make room on that disk",
	EDQUOT: "make room on that disk",
	ENOENT: "somebody took the file away meanwhile: look again",
	ELOOP: "put a folder in its place",
	EXDEV: "have .agent-queue/ and its folders on one file system",
};

/** What an act gives; what the file system refuses is a refusal with its reason. */
export async function unlessRefused<T>(act: () => Promise<T>): Promise<T | Refusal> {
	try {
		return await act();
	} catch (error) {
		const { code, syscall, path } = error as NodeJS.ErrnoException;
		if (code === undefined || syscall === undefined) throw error;
		const what = path ?? "a file";
		const isLink = code === "ELOOP";
		const why = isLink
			? `${what} is a symbolic link, and is not followed`
			: `${syscall} of ${what} failed: ${code}`;
		return { kind: "refused", why, remedy: REMEDIES[code] ?? "see to that, then try again" };
	}
}
