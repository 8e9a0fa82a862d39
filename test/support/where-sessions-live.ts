import { listRegistry } from "../../src/engine/claude/registry.ts";
import { systemClock } from "../../src/engine/ports/clock.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import { systemProcesses } from "../../src/engine/ports/processes.ts";
import type { Stage } from "../../src/engine/simulate/stage.ts";
import type { Status } from "./daemon.ts";

const processes = systemProcesses(systemClock);

/**
 * On which account each session really runs, told by the live processes that the homes list and not by the engine: one
 * line `ccl-0 a` for each process that writes its conversation.
 */
export async function whereSessionsLive(stage: Stage, status: Status): Promise<readonly string[]> {
	const nameOf = new Map(status.sessions.map((s) => [s.conversation, s.name]));
	const lines: string[] = [];
	for (const { name, home } of stage.config.accounts) {
		const live = await listRegistry(systemFiles, home, async (pid, start) => {
			const now = await processes.startTime(pid);
			return now !== null && (start === null || now === start);
		});
		for (const { sessionId } of live) {
			const session = nameOf.get(sessionId);
			if (session !== undefined) lines.push(`${session} ${name}`);
		}
	}
	return lines.sort();
}
