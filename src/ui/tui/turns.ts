import { setImmediate } from "node:timers/promises";

/** What is under way in a window, by what it changes: the last of each. */
export type Turns = Map<string, Promise<unknown>>;

/**
 * Does the works on one subject one after the other. Each is given what the one before it came to; `undefined`: none was
 * under way any more, or it failed.
 */
export function inTurn<T>(
	turns: Turns,
	subject: string,
	work: (before: unknown) => Promise<T>,
): Promise<T> {
	const before = turns.get(subject);
	const mine = before === undefined ? work(undefined) : before.then(soon).then(work);
	const settled = mine.catch(() => undefined);
	turns.set(subject, settled);
	void settled.then(() => {
		if (turns.get(subject) === settled) turns.delete(subject);
	});
	return mine;
}

/** What became of the one before is said before the next begins. */
function soon<T>(before: T): Promise<T> {
	return setImmediate(before);
}
