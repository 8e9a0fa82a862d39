import type { ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { HttpProblem } from "./problem.ts";

/** Nothing here may be cached, sniffed or framed. */
const GUARDS = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" } as const;

const JSON_TYPE = "application/json; charset=utf-8";
const PROBLEM_TYPE = "application/problem+json; charset=utf-8";

/** So long (ms) may who is refused read why, before the connection is cut: one that never hangs up holds no place. */
const LAST_WORD_MS = 500;

type Headers = Readonly<Record<string, string>>;

/** A JSON answer. */
export function jsonResponse(status: number, body: object): Response {
	return textResponse(JSON.stringify(body), status);
}

/** An answer whose text is there already: JSON, unless its type is told. */
export function textResponse(text: string, status = 200, type = JSON_TYPE): Response {
	const { bytes, headers } = written(type, text);
	return new Response(bytes, { status, headers });
}

/** A problem as an answer. */
export function problemResponse(what: HttpProblem, more: Headers = {}): Response {
	const { bytes, headers } = problemBytes(what);
	return new Response(bytes, { status: what.status, headers: { ...more, ...headers } });
}

/** Sends a problem where no route is asked, and ends the connection. */
export function sendProblem(response: ServerResponse, what: HttpProblem): void {
	const { bytes, headers } = problemBytes(what);
	response.writeHead(what.status, { ...headers, Connection: "close" });
	response.end(bytes);
}

/** Sends a problem on a connection that no answer is written to, and cuts it. */
export function endWithProblem(socket: Duplex, what: HttpProblem): void {
	const { bytes, headers } = problemBytes(what);
	const lines = Object.entries({ ...headers, Connection: "close" }).map((pair) => pair.join(": "));
	const head = [`HTTP/1.1 ${what.status} ${what.title}`, ...lines, "", ""].join("\r\n");
	socket.end(Buffer.concat([Buffer.from(head, "latin1"), bytes]));
	setTimeout(() => socket.destroy(), LAST_WORD_MS).unref();
}

/** Begins an answer that is written as it comes. */
export function beginStream(response: ServerResponse): void {
	response.writeHead(200, { ...GUARDS, "Content-Type": "text/event-stream; charset=utf-8" });
}

function problemBytes(what: HttpProblem): Written {
	return written(PROBLEM_TYPE, JSON.stringify(what));
}

/** A body in the bytes that are sent, with the headers that go with every answer. */
interface Written {
	readonly bytes: Buffer<ArrayBuffer>;
	readonly headers: Headers;
}

function written(type: string, text: string): Written {
	const bytes = Buffer.from(`${text}\n`, "utf8");
	const length = String(bytes.length);
	return { bytes, headers: { ...GUARDS, "Content-Type": type, "Content-Length": length } };
}
