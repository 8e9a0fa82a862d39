/** Waits until `look` gives something other than null, undefined or false; fails with `what` after `timeoutMs`. */
export async function waitFor<T>(
	what: string,
	look: () => T | Promise<T>,
	timeoutMs = 20_000,
): Promise<NonNullable<Exclude<T, false>>> {
	const until = Date.now() + timeoutMs;
	for (;;) {
		const seen = await look();
		if (seen !== null && seen !== undefined && seen !== false) {
			return seen as NonNullable<Exclude<T, false>>;
		}
		if (Date.now() > until) throw new Error(`waited ${timeoutMs} ms in vain for ${what}`);
		await new Promise((resolve) => setTimeout(resolve, 25));
	}
}
