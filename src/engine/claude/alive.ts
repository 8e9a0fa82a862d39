import { readFile } from "node:fs/promises";
import { errorCode } from "./read-bounded.ts";

/**
 * Start time of a process in clock ticks since boot (field 22 of /proc/<pid>/stat), the form that
 * the registry's `procStart` has; `null` when it is gone, a zombie, or the system has no /proc.
 */
export async function procStartOf(pid: number): Promise<string | null> {
	try {
		const stat = await readFile(`/proc/${pid}/stat`, "latin1");
		// The name in brackets may hold anything, brackets included; fields are counted after it.
		const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
		return fields[0] === "Z" ? null : (fields[19] ?? null);
	} catch (error) {
		const code = errorCode(error);
		if (code === "ENOENT" || code === "ESRCH") return null;
		throw error;
	}
}

/** Whether exactly that process lives. Without a known start time, whether any has that pid. */
export async function isProcessAlive(pid: number, procStart: string | null): Promise<boolean> {
	const start = await procStartOf(pid);
	return start !== null && (procStart === null || procStart === start);
}
