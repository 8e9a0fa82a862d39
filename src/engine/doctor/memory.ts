import { freemem, totalmem } from "node:os";
import { systemMemory } from "../ports/memory.ts";
import type { Memory } from "./check.ts";

/** What the machine has now. Linux counts what caches would give back; elsewhere it is what is free. */
export async function readMemory(): Promise<Memory> {
	const available = await systemMemory().available();
	return { available: available ?? freemem(), total: totalmem() };
}
