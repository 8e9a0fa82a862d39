import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { getRequestListener } from "@hono/node-server";
import type { Hono } from "hono";
import { createServer } from "../node-http.ts";
import { endWithProblem, problemResponse, sendProblem } from "./answer.ts";
import { Broken } from "./broken.ts";
import type { Env } from "./door.ts";
import { guardRequest } from "./guard.ts";
import { holdBody } from "./held-body.ts";
import type { Places } from "./places.ts";
import { problem } from "./problem.ts";
import { cutUnread } from "./unread.ts";

const LIMITS = {
	maxHeaderSize: 8 * 1024,
	headersTimeout: 5000,
	requestTimeout: 10_000,
	connectionsCheckingInterval: 5000,
	// The guard does it, with an answer that says what to do.
	requireHostHeader: false,
} as const;

const NOT_TAKEN = problem(
	"invalid",
	"this is no request that is taken",
	"see GET /openapi.json for those that are",
);

/** What a server is made for. */
export interface Listening {
	readonly hosts: ReadonlySet<string>;
	readonly places: Places;
	/** Who has not read a plain answer after so long (ms) is cut. */
	readonly readMs: number;
}

/** A server, not listening yet, whose requests for one of `hosts` are answered by `app`. */
export function serverOf(app: Hono<Env>, { hosts, places, readMs }: Listening): Server {
	const broken = new Broken();
	const answer = getRequestListener(
		async (request, env) => {
			const { incoming, outgoing } = env as Env["Bindings"];
			const response = await app.fetch(request, { incoming, outgoing });
			if (!isStream(response, outgoing)) cutUnread(incoming, outgoing, readMs);
			return response;
		},
		{ overrideGlobalObjects: false, errorHandler: () => problemResponse(NOT_TAKEN) },
	);
	const take = (request: IncomingMessage, response: ServerResponse): void => {
		response.on("error", () => {});
		broken.answering(request, response);
		// Before anything makes an address of what the Host header says.
		const refused = guardRequest(request, hosts);
		if (refused === null) void answer(request, response);
		else sendProblem(response, refused);
	};
	return createServer(LIMITS, take)
		.on("connection", (socket) => places.take(socket))
		.on("checkContinue", (request, response) => {
			holdBody(request, response);
			take(request, response);
		})
		.on("checkExpectation", take)
		.on("connect", (request, socket) => {
			socket.on("error", () => {});
			endWithProblem(socket, guardRequest(request, hosts) ?? NOT_TAKEN);
		})
		.on("clientError", (error, socket) => broken.refuse(error, socket));
}

/** It has begun already, or lasts as long as its reader wants. */
function isStream({ headers }: Response, { headersSent }: ServerResponse): boolean {
	return headersSent || headers.get("Content-Type")?.startsWith("text/event-stream") === true;
}
