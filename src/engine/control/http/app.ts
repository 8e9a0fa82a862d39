import { Hono, type MiddlewareHandler } from "hono";
import { problemResponse } from "./answer.ts";
import { answerRoute } from "./answer-route.ts";
import { askMcp } from "./ask-mcp.ts";
import type { AppContext, Door, Env, Served } from "./door.ts";
import { createReplays } from "./idempotency.ts";
import { problem } from "./problem.ts";
import { createRateLimit } from "./rate-limit.ts";
import type { Route } from "./route.ts";
import { createStreams } from "./streams.ts";

const NOT_FOUND = problem("not-found", "there is no such route", "GET /openapi.json lists them");

/** The control plane behind one door: whoever is let in is answered, and every error is a problem. */
export function createApp(served: Served): Hono<Env> {
	const { routes, access, context } = served;
	const streams = createStreams(access.streams);
	const door: Door = { ...served, replays: createReplays(context.now), streams };
	const app = new Hono<Env>({ getPath: (_request, options) => pathOf(options?.env) });
	app.onError((error) => {
		served.report(error);
		return problemResponse(problem("failed", messageOf(error), "see the daemon's events"));
	});
	app.notFound(() => problemResponse(NOT_FOUND));
	app.use(letIn(served));
	if (access.rate !== null) app.use(limit(createRateLimit(access.rate, context.now)));
	app.all("/mcp", (c) => askMcp(door, c));
	for (const [path, there] of byPath(routes)) app.all(path, (c) => oneOf(door, there, c));
	return app;
}

/** As it was sent: as an address, `/v1/tasks/../drop` would be the path of another route. */
function pathOf(env: Env["Bindings"] | undefined): string {
	return (env?.incoming.url ?? "").split("?", 1)[0] ?? "";
}

function letIn({ access: { callerOf }, places }: Served): MiddlewareHandler<Env> {
	return async (c, next) => {
		const caller = callerOf(c.env.incoming.headers.authorization);
		if (caller === null) return unknownCaller();
		places.know(c.env.incoming.socket);
		c.set("caller", caller);
		return next();
	};
}

function unknownCaller(): Response {
	const remedy = "send Authorization: Bearer with a token of the configuration's mcp_http";
	const what = problem("unauthorized", "no token, or none that is known", remedy);
	// Nobody who is not known keeps a connection, of which there are few.
	return problemResponse(what, { "WWW-Authenticate": "Bearer", Connection: "close" });
}

function limit(waitOf: (caller: string) => number): MiddlewareHandler<Env> {
	return async (c, next) => {
		const waitMs = waitOf(c.get("caller").name);
		if (waitMs === 0) return next();
		const seconds = Math.ceil(waitMs / 1000);
		const what = problem("too-many", "more requests than this token may send", "send fewer");
		return problemResponse(what, { "Retry-After": String(seconds) });
	};
}

/** The routes of each path, so that another method is told from another path. */
function byPath(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
	return Map.groupBy(routes, (route) => route.path);
}

function oneOf(door: Door, there: readonly Route[], c: AppContext): Response | Promise<Response> {
	const route = there.find(({ method }) => method === c.req.method);
	if (route !== undefined) return answerRoute(door, route, c);
	const allow = there.map(({ method }) => method).join(", ");
	const what = problem("wrong-method", `${c.req.method} does not fit here`, `use ${allow}`);
	return problemResponse(what, { Allow: allow });
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
