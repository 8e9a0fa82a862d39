import type { Session, Task } from "./model.ts";

/** So many failures of the provider, the network or a login count as one of the task: a prompt may cause them. */
const OUTSIDE_PATIENCE = 5;

/** Failed turns in a row that the task is blamed for. */
export function blamedTurns({ failedTurns, failedOutside = 0 }: Session): number {
	const own = Math.max(0, failedTurns - failedOutside);
	return own + Math.floor(failedOutside / OUTSIDE_PATIENCE);
}

/**
 * Whether what failed is not tried again: the turns of its conversation and the attempts before it. `retries`: what holds
 * for a task that does not say.
 */
export function isOutOfRetries(session: Session, task: Task | undefined, retries: number): boolean {
	return blamedTurns(session) + (task?.failures ?? 0) > (task?.choices?.retries ?? retries);
}
