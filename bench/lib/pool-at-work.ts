import { setTimeout as sleep } from "node:timers/promises";
import { dropHook } from "./payloads.ts";
import { checkpointsTaken, type Rig } from "./rig.ts";
import { makeStandIns, type StandIn } from "./stand-ins.ts";
import { statuslines, toolHooks } from "./traffic.ts";
import { until } from "./wait.ts";

/** After the take-up, the first readings and the first checkpoints. */
const SETTLE_MS = 5_000;

/** A pool of stand-ins that are all at work, watched by a daemon. */
export interface PoolAtWork {
	readonly pid: number;
	readonly sessions: readonly StandIn[];
	/** Ends what the sessions show and do. */
	stop(): void;
}

/** Starts the daemon on so many sessions at work, each with a statusline and a tool's hook every 2 s. */
export async function poolAtWork(
	rig: Rig,
	count: number,
	accountOf: (nth: number) => string,
): Promise<PoolAtWork> {
	const sessions = await makeStandIns(rig.stage, count, accountOf);
	for (const one of sessions) {
		dropHook(one, "SessionStart", { source: "startup" });
		dropHook(one, "UserPromptSubmit", { prompt: "go on" });
	}
	const traffic = [statuslines(sessions), toolHooks(sessions)];
	const stop = (): void => {
		for (const one of traffic) one.stop();
	};
	try {
		const { pid } = await rig.start();
		await until(`${count} sessions at work`, async () => {
			const { sessions: seen } = await rig.status();
			return seen.filter((s) => s.state === "working").length === count ? true : null;
		});
		await checkpointsTaken(rig, 0, count);
		await sleep(SETTLE_MS);
		return { pid, sessions, stop };
	} catch (error) {
		stop();
		throw error;
	}
}
