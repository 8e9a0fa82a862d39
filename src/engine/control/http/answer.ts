import type { ServerResponse } from "node:http";
import type { HttpProblem } from "./problem.ts";

/** Writes a JSON answer. Nothing here may be cached, sniffed or framed. */
export function answerJson(response: ServerResponse, status: number, body: object): void {
	send(response, status, "application/json; charset=utf-8", body);
}

/** Writes a problem, and closes the connection when the request was not read to its end. */
export function answerProblem(
	response: ServerResponse,
	what: HttpProblem,
	headers: Readonly<Record<string, string>> = {},
): void {
	for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
	if (!response.req.complete) response.setHeader("Connection", "close");
	send(response, what.status, "application/problem+json; charset=utf-8", what);
}

function send(response: ServerResponse, status: number, type: string, body: object): void {
	const bytes = Buffer.from(`${JSON.stringify(body)}\n`, "utf8");
	response.writeHead(status, {
		"Content-Type": type,
		"Content-Length": bytes.length,
		"Cache-Control": "no-store",
		"X-Content-Type-Options": "nosniff",
	});
	response.end(bytes);
}
