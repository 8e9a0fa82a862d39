import { describeHolder, type Holder, type Lock, takeLock } from "./lock.ts";
import { lockHolder } from "./lock-holder.ts";
import type { Clock } from "./ports/clock.ts";
import type { Processes } from "./ports/processes.ts";

interface Parts {
	readonly clock: Clock;
	readonly processes: Processes;
	/** The process that the kernel lists for the lock of a state directory; `null`: it does not tell. */
	readonly kernelHolder?: (stateDir: string) => Promise<number | null>;
}

export type TakenOver =
	| Extract<Lock, { kind: "held" }>
	| { readonly kind: "refused"; readonly why: string; readonly remedy: string };

/** How long a killed holder may take to be gone, and then its lock to be free. */
const WAIT_MS = 5_000;
const LOOK_EVERY_MS = 50;

/**
 * Takes the lock of a state directory by ending the engine that holds it: SIGKILL, as a stopped or hung process answers
 * to nothing less and keeps the kernel's lock. Only the process of the note is ended, told by pid and start time; its
 * sessions are left alone. Anything else than that is refused.
 */
export async function takeOver(stateDir: string, me: Holder, parts: Parts): Promise<TakenOver> {
	const lock = takeLock(stateDir, me);
	if (lock.kind === "held") return lock;
	const obstacle = await endHolder(stateDir, lock.holder, parts);
	if (obstacle !== null) return obstacle;
	for (let waited = 0; ; waited += LOOK_EVERY_MS) {
		const again = takeLock(stateDir, me);
		if (again.kind === "held") return again;
		if (waited >= WAIT_MS) return stillHeld(stateDir, lock.holder, again.holder);
		await parts.clock.sleep(LOOK_EVERY_MS);
	}
}

type Refused = Extract<TakenOver, { kind: "refused" }>;

async function endHolder(
	stateDir: string,
	holder: Holder | null,
	{ processes, kernelHolder = lockHolder }: Parts,
): Promise<Refused | null> {
	const byKernel = await kernelHolder(stateDir);
	const lookFor = byKernel === null ? "the process that has it open" : `process ${byKernel}`;
	const remedy = `look at ${lookFor} (lock.db in ${stateDir}); end it by hand if it is an old engine, then start again`;
	if (holder === null || holder.startTime === null) {
		const why = `${stateDir} is held, but holder.json does not say by which process`;
		return { kind: "refused", why, remedy };
	}
	if (byKernel !== null && byKernel !== holder.pid) {
		const why = `holder.json names process ${holder.pid}, but process ${byKernel} holds the lock`;
		return { kind: "refused", why, remedy };
	}
	const startTime = await processes.startTime(holder.pid);
	if (startTime !== null && startTime !== holder.startTime) {
		const why = `process ${holder.pid} is another one than the engine that holder.json names`;
		return { kind: "refused", why, remedy };
	}
	const end = await processes.kill(holder.pid, holder.startTime, WAIT_MS);
	if (end === "gone") return null;
	const why = `${describeHolder(holder)} did not end on SIGKILL`;
	return { kind: "refused", why, remedy: "see what it waits for, or end it as its owner" };
}

function stillHeld(stateDir: string, ended: Holder | null, now: Holder | null): Refused {
	const why = `${describeHolder(ended)} is gone, but ${stateDir} is still held by ${describeHolder(now)}`;
	return {
		kind: "refused",
		why,
		remedy: "another start was faster: attach to it with claude-failover",
	};
}
