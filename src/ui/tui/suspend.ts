import { setImmediate } from "node:timers/promises";
import type { SuspendTerminal } from "ink";

/**
 * Hands the terminal to somebody else until `during` settles. Ink stops listening to the keys, but
 * the stream would go on reading them and win some from the other program, so reading stops too.
 */
export async function suspendFor(
	suspendTerminal: SuspendTerminal,
	stdin: NodeJS.ReadableStream,
	during: () => Promise<void>,
): Promise<void> {
	await suspendTerminal(async () => {
		// A stream that lost its last listener can be paused a turn later; that stops it a turn later.
		await setImmediate();
		stdin.pause();
		await setImmediate();
		await during();
	});
}
