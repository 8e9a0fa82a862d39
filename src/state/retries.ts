import type { Session, Task } from "./model.ts";

/** Failed turns in a row that the task can be blamed for: neither the provider, nor the network, nor a login. */
export function blamedTurns({ failedTurns, failedOutside = 0 }: Session): number {
	return Math.max(0, failedTurns - failedOutside);
}

/**
 * Whether what failed is not tried again: the turns of its conversation and the attempts before it. `retries`: what holds
 * for a task that does not say.
 */
export function isOutOfRetries(session: Session, task: Task | undefined, retries: number): boolean {
	return blamedTurns(session) + (task?.failures ?? 0) > (task?.choices?.retries ?? retries);
}
