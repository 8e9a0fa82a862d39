import type { IncomingMessage, ServerResponse } from "node:http";
import { answerJson, answerProblem } from "./answer.ts";
import { readBody } from "./body.ts";
import { check } from "./check.ts";
import { guardHeaders } from "./guard.ts";
import { matchRoute } from "./match.ts";
import { problem } from "./problem.ts";
import { type ControlContext, type Reply, type Route, type Scope, wrong } from "./route.ts";

export interface Dispatcher {
	readonly routes: readonly Route[];
	readonly context: ControlContext;
	readonly readonly: boolean;
	readonly report: (error: unknown) => void;
}

/** Answers one request: guards, finds the route, checks the input, runs it, writes the answer. */
export async function dispatch(
	to: Dispatcher,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<void> {
	try {
		write(await replyTo(to, request, response), request, response);
	} catch (error) {
		if (response.destroyed) return;
		to.report(error);
		if (response.headersSent) response.destroy();
		else answerProblem(response, problem("failed", messageOf(error), "see the daemon's log"));
	}
}

async function replyTo(
	to: Dispatcher,
	request: IncomingMessage,
	response: ServerResponse,
): Promise<Reply> {
	const refused = guardHeaders(request.headers);
	if (refused !== null) return wrong(refused);
	const [path = "", search = ""] = (request.url ?? "").split(/\?(.*)/s);
	const match = matchRoute(to.routes, request.method ?? "", path);
	if (match.kind === "not-found") {
		return wrong(problem("not-found", "there is no such route", "GET /v1/status is one"));
	}
	if (match.kind === "wrong-method") {
		const allow = match.allowed.join(", ");
		response.setHeader("Allow", allow);
		return wrong(problem("wrong-method", `${request.method} does not fit here`, `use ${allow}`));
	}
	const { route, params } = match;
	const query = check(route.query, Object.fromEntries(new URLSearchParams(search)), "query");
	if (query.kind === "problem") return query;
	const body = await bodyOf(route, request);
	if (body.kind === "problem") return body;
	if (to.readonly && scopeOf(route, body.value) !== "read") {
		return wrong(problem("readonly", "this server refuses every action", "ask a writable one"));
	}
	const call = { params, query: query.value, body: body.value, context: to.context };
	return route.handle(call as Parameters<Route["handle"]>[0]);
}

function scopeOf(route: Route, body: unknown): Scope {
	return typeof route.scope === "function" ? route.scope(body) : route.scope;
}

async function bodyOf(route: Route, request: IncomingMessage): ReturnType<typeof readBody> {
	if (route.body === null) return { kind: "ok", value: null };
	const raw = await readBody(request, route.bodyLimit);
	return raw.kind === "ok" ? check(route.body, raw.value, "body") : raw;
}

function write(reply: Reply, request: IncomingMessage, response: ServerResponse): void {
	if (reply.kind === "json") answerJson(response, reply.status, reply.body);
	else if (reply.kind === "problem") answerProblem(response, reply.problem);
	else reply.start(request, response);
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
