import type { Server } from "node:http";
import type { Duplex } from "node:stream";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { createServer } from "../node-http.ts";
import { problemResponse, sendProblem } from "./answer.ts";
import type { Env } from "./door.ts";
import { guardHeaders } from "./guard.ts";
import { type ProblemType, problem } from "./problem.ts";

const LIMITS = {
	maxHeaderSize: 8 * 1024,
	headersTimeout: 5000,
	requestTimeout: 10_000,
	connectionsCheckingInterval: 5000,
} as const;

/** So long (ms) may who is refused read why, before the connection is cut: one that never hangs up holds no place. */
const LAST_WORD_MS = 500;

const NO_REQUEST = "this is no request that is taken";

/** A server, not listening yet, whose requests for one of `hosts` are answered by `app`. */
export function serverOf(app: Hono<Env>, hosts: ReadonlySet<string>): Server {
	const answer = getRequestListener((request, env) => app.fetch(request, env as Env["Bindings"]), {
		overrideGlobalObjects: false,
		errorHandler: () => problemResponse(problem("invalid", NO_REQUEST)),
	});
	const server = createServer(LIMITS, (request, response) => {
		response.on("error", () => {});
		// Before anything makes an address of what the Host header says.
		const refused = guardHeaders(request, hosts);
		if (refused === null) void answer(request, response);
		else sendProblem(response, refused);
	});
	return server.on("clientError", refuseBroken);
}

const BROKEN: Readonly<Record<string, ProblemType>> = {
	HPE_HEADER_OVERFLOW: "headers-too-large",
	ERR_HTTP_REQUEST_TIMEOUT: "timeout",
};

/** Answers what is no HTTP request, or is too slow or too long, and cuts the connection. */
function refuseBroken(error: NodeJS.ErrnoException, socket: Duplex): void {
	if (error.code === "ECONNRESET" || !socket.writable) {
		socket.destroy();
		return;
	}
	const what = problem(BROKEN[error.code ?? ""] ?? "invalid", NO_REQUEST);
	const body = `${JSON.stringify(what)}\n`;
	socket.end(
		`HTTP/1.1 ${what.status} ${what.title}\r\nContent-Type: application/problem+json\r\n` +
			`Content-Length: ${Buffer.byteLength(body)}\r\nConnection: close\r\n\r\n${body}`,
	);
	setTimeout(() => socket.destroy(), LAST_WORD_MS).unref();
}
