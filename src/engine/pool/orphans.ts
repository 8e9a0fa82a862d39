import type { Session } from "../../state/model.ts";
import { incarnationMark } from "../claude/launch-env.ts";
import type { EngineParts } from "../parts.ts";
import type { LiveProcess } from "../ports/processes.ts";
import { type Refused, refused } from "./launched.ts";

type Parts = Pick<EngineParts, "recorder" | "processes">;

/** Waited for a tool after SIGTERM. It is not claude: nothing of an account is lost with SIGKILL after that. */
const TERM_WAIT_MS = 2_000;
const KILL_WAIT_MS = 5_000;

const LOOKS = 3;

/**
 * Ends what the tools of a killed process left running (seen on 2.1.330 after kill -9: shell and children go on under
 * init): while they do, the conversation must not go on beside them. `null` when nothing of them is left. A life that
 * ended in any other way is not looked at: what its operator left running may be meant to run.
 */
export async function endOrphans(parts: Parts, session: Session): Promise<Refused | null> {
	const { recorder, processes } = parts;
	const life = session.orphanOf ?? null;
	if (life === null) return null;
	const pids = new Set<number>();
	let left = await processes.leftBehind(incarnationMark(life));
	// What a tool started while it was being ended is found by the next look.
	for (let look = 0; look < LOOKS && left.length > 0; look++) {
		for (const { pid } of left) pids.add(pid);
		await Promise.all(left.map((one) => endTool(parts, one)));
		left = await processes.leftBehind(incarnationMark(life));
	}
	if (left.length > 0) {
		const why = `tools of its killed process still run: ${left.map((one) => one.pid).join(", ")}`;
		return refused(why, "end them by hand; it starts as soon as they are gone");
	}
	const { name } = session;
	recorder.commit({
		type: "session.tools-ended",
		session: name,
		incarnation: life,
		pids: [...pids],
	});
	return null;
}

async function endTool(
	{ processes }: Pick<Parts, "processes">,
	{ pid, startTime }: LiveProcess,
): Promise<void> {
	const end = await processes.terminate(pid, startTime, TERM_WAIT_MS);
	if (end !== "gone") await processes.kill(pid, startTime, KILL_WAIT_MS);
}
