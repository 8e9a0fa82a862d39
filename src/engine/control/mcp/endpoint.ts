import { randomUUID } from "node:crypto";
import {
	createMcpHandler,
	isLegacyRequest,
	type McpHttpHandler,
	WebStandardStreamableHTTPServerTransport,
} from "@modelcontextprotocol/server";
import { systemClock } from "../../ports/clock.ts";
import type { Scope } from "../http/route.ts";
import { announceChanges } from "./announce.ts";
import { MESSAGE_LIMIT } from "./message-limit.ts";
import { resourceUris } from "./resources.ts";
import { createMcpServer, type McpOptions } from "./server.ts";
import { McpSessions } from "./sessions.ts";

export interface McpEndpointOptions extends McpOptions {
	/** Most sessions, and most open subscriptions of clients without one (32). */
	readonly mostSessions?: number;
	/** A session that is not used for that long is ended (half an hour). */
	readonly idleMs?: number;
}

/** Who asks, as the door has found out (a `Caller` of the routes is one). */
export interface McpCaller {
	/** What tells this caller from others, such as the name of its token: nobody else gets into its sessions. */
	readonly name: string;
	/** How far the tools act for it, where the endpoint lets them act at all. */
	readonly scope: Scope;
}

/** MCP over streamable HTTP. Host, origin and token are the door's to check; this one trusts who comes. */
export interface McpEndpoint {
	handle(request: Request, caller?: McpCaller): Promise<Response>;
	/** Ends all sessions and streams. */
	close(): Promise<void>;
}

/** Serves clients up to protocol 2025-11-25 in sessions, and those of 2026-07-28 one request at a time. */
export function createMcpEndpoint(options: McpEndpointOptions): McpEndpoint {
	const clock = options.clock ?? systemClock;
	const most = options.mostSessions ?? 32;
	const sessions = new McpSessions(clock, most, options.idleMs ?? 30 * 60_000);
	const single = createMcpHandler(
		({ authInfo }) =>
			createMcpServer(optionsFor(options, authInfo?.extra?.caller as McpCaller), "none"),
		{
			legacy: "reject",
			maxSubscriptions: most,
			maxRequestBodySize: MESSAGE_LIMIT,
			onerror: (error) => options.report?.(error),
		},
	);
	const endAnnouncing = announceChanges(options.client.store, clock, () => announceAll(single));
	return {
		async handle(request, caller = ANYBODY) {
			if (await isLegacyRequest(request, undefined, { maxRequestBodySize: MESSAGE_LIMIT })) {
				return inSession(sessions, options, request, caller);
			}
			const authInfo = { token: "", clientId: caller.name, scopes: [], extra: { caller } };
			return single.fetch(request, { authInfo });
		},
		async close() {
			endAnnouncing();
			await Promise.all([sessions.close(), single.close()]);
		},
	};
}

const ANYBODY: McpCaller = { name: "", scope: "admin" };

function optionsFor(all: McpEndpointOptions, { name, scope }: McpCaller): McpOptions {
	const options = { ...all, asker: name };
	if (!options.acting) return options;
	const why = `the scope of ${name} is ${scope}, and this needs more`;
	return { ...options, scope, closed: { why, remedy: "show a token of a higher scope" } };
}

function announceAll({ notify }: McpHttpHandler): void {
	for (const uri of resourceUris) notify.resourceUpdated(uri);
}

async function inSession(
	sessions: McpSessions,
	options: McpEndpointOptions,
	request: Request,
	caller: McpCaller,
): Promise<Response> {
	const id = request.headers.get("mcp-session-id");
	if (id !== null) {
		const answer = await sessions.answer(id, caller.name, request);
		return answer ?? failure(404, -32001, "there is no such session; initialize a new one");
	}
	const begun = await sessions.withRoom(() => begin(sessions, options, request, caller));
	const text = `all ${sessions.size} sessions are in use; end one, or try again later`;
	return begun ?? failure(503, -32000, text);
}

/** A request without a session begins one if it is `initialize`; the transport says what is wrong with any other. */
async function begin(
	sessions: McpSessions,
	options: McpEndpointOptions,
	request: Request,
	caller: McpCaller,
): Promise<Response> {
	const server = createMcpServer(optionsFor(options, caller));
	let begun = false;
	const transport = new WebStandardStreamableHTTPServerTransport({
		sessionIdGenerator: randomUUID,
		maxRequestBodySize: MESSAGE_LIMIT,
		onsessioninitialized(id) {
			begun = true;
			sessions.add({ id, owner: caller.name, server, transport });
		},
	});
	await server.connect(transport);
	const response = await transport.handleRequest(request);
	if (!begun) await server.close();
	return response;
}

function failure(status: number, code: number, message: string): Response {
	const headers = status === 503 ? { "Retry-After": "60" } : undefined;
	const body = { jsonrpc: "2.0", error: { code, message }, id: null };
	return Response.json(body, { status, ...(headers && { headers }) });
}
