import { readFile } from "node:fs/promises";
import { freemem, totalmem } from "node:os";
import type { Memory } from "./check.ts";

/** What the machine has now. Linux counts what caches would give back; elsewhere it is what is free. */
export async function readMemory(): Promise<Memory> {
	const text = await readFile("/proc/meminfo", "utf8").catch(() => "");
	const available = /^MemAvailable:\s+(\d+) kB$/m.exec(text)?.[1];
	return {
		available: available === undefined ? freemem() : Number(available) * 1024,
		total: totalmem(),
	};
}
