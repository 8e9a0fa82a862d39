import type { IncomingMessage, ServerResponse } from "node:http";

/** Cuts the connection of who has not read a whole answer after `withinMs`: whoever never reads must hold no place for ever. */
export function cutUnread(
	{ socket }: IncomingMessage,
	response: ServerResponse,
	withinMs: number,
): void {
	const timer = setTimeout(() => socket.destroy(), withinMs).unref();
	response.once("close", () => clearTimeout(timer));
}
