import type { IncomingMessage, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { endWithProblem } from "./answer.ts";
import { type HttpProblem, problem } from "./problem.ts";

const NO_HTTP = problem(
	"invalid",
	"this is no request of HTTP/1.1",
	"see what was sent, or use a client library",
);

const KNOWN: Readonly<Record<string, HttpProblem>> = {
	HPE_HEADER_OVERFLOW: problem(
		"headers-too-large",
		"the headers may have 8 KiB",
		"send fewer or shorter ones",
	),
	HPE_CHUNK_EXTENSIONS_OVERFLOW: problem(
		"too-large",
		"the extensions of a chunk are too large",
		"send none",
	),
	ERR_HTTP_REQUEST_TIMEOUT: problem(
		"timeout",
		"the request was not whole in time",
		"send all of it at once",
	),
};

/** Refuses what is no HTTP, is too long or comes too slowly. */
export class Broken {
	/** The last answer on each connection. */
	readonly #answers = new WeakMap<Duplex, ServerResponse>();

	/** Notes to whom a connection's next bytes are an answer. */
	answering({ socket }: IncomingMessage, response: ServerResponse): void {
		this.#answers.set(socket, response);
	}

	/** Says what is wrong and cuts the connection; in the midst of an answer, or ahead of one, nothing else is written. */
	refuse({ code }: NodeJS.ErrnoException, socket: Duplex): void {
		const answer = this.#answers.get(socket);
		const open = answer !== undefined && !answer.writableFinished;
		const between = open && (answer.headersSent || answer.req.complete);
		if (code === "ECONNRESET" || !socket.writable || between) socket.destroy();
		else endWithProblem(socket, KNOWN[code ?? ""] ?? NO_HTTP);
	}
}
