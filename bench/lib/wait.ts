import { setTimeout as sleep } from "node:timers/promises";

/** Asks `look` again and again until it gives something; an error counts as not yet. */
export async function until<T>(
	what: string,
	look: () => Promise<T | null> | T | null,
	{ everyMs = 100, timeoutMs = 60_000 } = {},
): Promise<T> {
	const end = Date.now() + timeoutMs;
	let last: unknown;
	while (Date.now() < end) {
		try {
			const seen = await look();
			if (seen !== null) return seen;
		} catch (error) {
			last = error;
		}
		await sleep(everyMs);
	}
	throw new Error(`waited ${timeoutMs} ms in vain for ${what}`, { cause: last });
}
