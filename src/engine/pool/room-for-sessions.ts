import { type MemoryRoom, memoryRoom } from "../decide/memory-room.ts";
import type { EngineParts } from "../parts.ts";

type Parts = Pick<EngineParts, "config" | "recorder" | "clock" | "memory">;

/** How many more autonomous sessions the machine can hold now. */
export async function roomForSessions({
	config,
	recorder,
	clock,
	memory,
}: Parts): Promise<MemoryRoom> {
	const each = config.pool.autonomous?.memoryPerSession ?? 0;
	const available = each > 0 ? await memory.available() : null;
	return memoryRoom(recorder.state(), available, each, clock.now());
}
