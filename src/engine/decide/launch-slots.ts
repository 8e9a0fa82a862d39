/**
 * Cores that a start of the genuine program keeps busy until its first request: 2.1 core-seconds in 1.6 s, measured with
 * 2.1.330 on two cores. Two of them at a time there took twice as long each, and no two were done sooner.
 */
const CORES_OF_A_START = 1.4;

/** How many programs can start at a time without slowing each other down. */
export function launchSlots(cores: number): number {
	return Math.max(1, Math.floor(cores / CORES_OF_A_START));
}

/** A start that has not come up after this long (ms) keeps nobody waiting any more: what holds it up may hold for good. */
export const SLOW_START_MS = 15_000;
