import { setTimeout as sleep } from "node:timers/promises";

/** How long a condition may take on a busy machine before the test gives up. */
export const patienceMs = 60_000;

/** Asks again until the probe gives a value; a failure says what was missing and what was seen. */
export async function waitUntil<T>(
	what: string,
	probe: () => T | undefined | Promise<T | undefined>,
	describeState: () => string | Promise<string> = () => "",
): Promise<T> {
	const deadline = Date.now() + patienceMs;
	for (;;) {
		const value = await probe();
		if (value !== undefined && value !== false) return value;
		if (Date.now() > deadline) {
			throw new Error(`Waited in vain for ${what}.\n${await describeState()}`);
		}
		await sleep(40);
	}
}
