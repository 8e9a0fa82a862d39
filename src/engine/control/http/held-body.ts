import type { IncomingMessage, ServerResponse } from "node:http";

/** The answers to those who wait with their body (`Expect: 100-continue`), and whether their connection goes on. */
const held = new WeakMap<IncomingMessage, { response: ServerResponse; keeps: boolean }>();

/**
 * Notes that the sender waits with the body of a request. Nobody can tell whether one comes after an answer that did
 * not ask for it, so the connection ends with such an answer.
 */
export function holdBody(request: IncomingMessage, response: ServerResponse): void {
	held.set(request, { response, keeps: response.shouldKeepAlive });
	response.shouldKeepAlive = false;
}

/** Asks for a body that is held back. To be called when nothing but the body itself can stand against the request. */
export function askForBody(request: IncomingMessage): void {
	const waits = held.get(request);
	if (waits === undefined) return;
	held.delete(request);
	waits.response.shouldKeepAlive = waits.keeps;
	waits.response.writeContinue();
}
