import type { ServerResponse } from "node:http";
import type { HttpProblem } from "./problem.ts";

/** Nothing here may be cached, sniffed or framed. */
const GUARDS = { "Cache-Control": "no-store", "X-Content-Type-Options": "nosniff" } as const;

const PROBLEM = "application/problem+json; charset=utf-8";

const JSON_TYPE = "application/json; charset=utf-8";

/** A JSON answer. */
export function jsonResponse(status: number, body: object): Response {
	return responseOf(status, JSON_TYPE, JSON.stringify(body));
}

/** A JSON answer whose text is there already. */
export function textResponse(text: string): Response {
	return responseOf(200, JSON_TYPE, text);
}

/** A problem as an answer. */
export function problemResponse(
	what: HttpProblem,
	headers: Readonly<Record<string, string>> = {},
): Response {
	return responseOf(what.status, PROBLEM, JSON.stringify(what), headers);
}

function responseOf(status: number, type: string, text: string, headers = {}): Response {
	const bytes = Buffer.from(`${text}\n`, "utf8");
	const length = String(bytes.length);
	return new Response(bytes, {
		status,
		headers: { ...headers, ...GUARDS, "Content-Type": type, "Content-Length": length },
	});
}

/** Sends a problem where no route is asked, and cuts the connection. */
export function sendProblem(response: ServerResponse, what: HttpProblem): void {
	const bytes = Buffer.from(`${JSON.stringify(what)}\n`, "utf8");
	response.writeHead(what.status, {
		...GUARDS,
		"Content-Type": PROBLEM,
		"Content-Length": bytes.length,
		Connection: "close",
	});
	response.end(bytes);
}

/** Begins an answer that is written as it comes. */
export function beginStream(response: ServerResponse): void {
	response.writeHead(200, { ...GUARDS, "Content-Type": "text/event-stream; charset=utf-8" });
}
