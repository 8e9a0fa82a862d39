import { readFile, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * The process that holds the lock of a state directory, as the kernel lists it; `null`: nobody, or this system does
 * not tell. The lock itself is never touched: asking for it could keep an engine from starting.
 */
export async function lockHolder(stateDir: string): Promise<number | null> {
	const file = await stat(join(stateDir, "lock.db")).catch(() => null);
	const locks = await readFile("/proc/locks", "utf8").catch(() => "");
	if (file === null) return null;
	// As in `1: POSIX  ADVISORY  WRITE 1234 08:01:5678 1073741824 1073742335`: process, then device and inode.
	const lines = locks.matchAll(/\bWRITE\s+(\d+)\s+[\da-f]+:[\da-f]+:(\d+)\s/g);
	for (const [, pid, inode] of lines) if (inode === String(file.ino)) return Number(pid);
	return null;
}
