import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import { jsonResponse, problemResponse, textResponse } from "./answer.ts";
import { readBody } from "./body.ts";
import { type Checked, check } from "./check.ts";
import { type AppContext, type Door, notAllowed, openStream } from "./door.ts";
import { keyOf } from "./idempotency.ts";
import { type Reply, type Route, type Scope, wrong } from "./route.ts";

/** Answers a request of a route: what it may, what it asks, then the act. */
export async function answerRoute(door: Door, route: Route, c: AppContext): Promise<Response> {
	const reply = await replyOf(door, route, c);
	if (reply.kind === "json") return jsonResponse(reply.status, reply.body);
	if (reply.kind === "text") return textResponse(reply.text, 200, reply.type);
	if (reply.kind === "problem") return problemResponse(reply.problem);
	return stream(door, reply, c);
}

async function replyOf(door: Door, route: Route, c: AppContext): Promise<Reply> {
	const caller = c.get("caller");
	// Who may not ask at all is told so before anything is read of what is asked.
	const early = typeof route.scope === "string" ? notAllowed(door, caller, route.scope) : null;
	if (early !== null) return wrong(early);
	const { searchParams } = new URL(c.req.url);
	const query = check(route.query, Object.fromEntries(searchParams), "query");
	if (query.kind === "problem") return query;
	const body = await bodyOf(route, c);
	if (body.kind === "problem") return body;
	const scope = scopeOf(route, body.value);
	const late = notAllowed(door, caller, scope);
	if (late !== null) return wrong(late);
	const call = { params: c.req.param(), query: query.value, body: body.value, asker: caller.name };
	const act = async (): Promise<Reply> =>
		route.handle({ ...call, context: door.context } as Parameters<Route["handle"]>[0]);
	if (scope === "read") return act();
	const key = keyOf(c.req.header("Idempotency-Key"));
	if (key.kind === "problem") return key;
	if (key.value === null) return act();
	const asked = JSON.stringify([route.method, c.req.path, body.value]);
	return door.replays.once({ caller: caller.name, key: key.value, asked }, act);
}

function scopeOf(route: Route, body: unknown): Scope {
	return typeof route.scope === "function" ? route.scope(body) : route.scope;
}

async function bodyOf(route: Route, c: AppContext): Promise<Checked> {
	if (route.body === null) return { kind: "ok", value: null };
	const raw = await readBody(c.env.incoming, route.bodyLimit);
	return raw.kind === "ok" ? check(route.body, raw.value, "body") : raw;
}

/** Node writes it: only there is it known how far behind the reader is. */
function stream(door: Door, reply: Extract<Reply, { kind: "stream" }>, c: AppContext): Response {
	const refused = openStream(door, c);
	if (refused !== null) return problemResponse(refused);
	reply.start(c.env.incoming, c.env.outgoing);
	return RESPONSE_ALREADY_SENT;
}
