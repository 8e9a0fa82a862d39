import type { HttpBindings } from "@hono/node-server";
import type { Context } from "hono";
import type { McpEndpoint } from "../mcp/endpoint.ts";
import { type Access, allows, type Caller } from "./access.ts";
import type { Replays } from "./idempotency.ts";
import type { Places } from "./places.ts";
import { type HttpProblem, problem } from "./problem.ts";
import type { ControlContext, Route, Scope } from "./route.ts";
import type { Streams } from "./streams.ts";

export type Env = { Bindings: HttpBindings; Variables: { caller: Caller } };
export type AppContext = Context<Env>;

/** What one door serves. */
export interface Served {
	readonly routes: readonly Route[];
	readonly context: ControlContext;
	readonly access: Access;
	/** Refuses whatever is not read, whoever asks. */
	readonly readonly: boolean;
	/** Who keeps the place of its connection. */
	readonly places: Places;
	/** Served as `/mcp`. */
	readonly mcp: McpEndpoint;
	/** Told of every failure inside a route; the caller only gets its message. */
	readonly report: (error: unknown) => void;
}

export interface Door extends Served {
	readonly replays: Replays;
	readonly streams: Streams;
}

/** Why a caller may not ask for what needs `wanted`; `null`: it may. */
export function notAllowed(
	{ readonly, access }: Served,
	{ scope, name }: Caller,
	wanted: Scope,
): HttpProblem | null {
	if (readonly && wanted !== "read") {
		return problem("readonly", "this server refuses every action", "ask a writable one");
	}
	if (allows(scope, wanted)) return null;
	const detail = `the scope of ${name} is ${scope}, and this needs ${wanted}`;
	return problem("forbidden", detail, access.more);
}

/** Counts the answer as a stream of its caller until it ends; why not, where the caller has as many as it may. */
export function openStream({ streams }: Door, c: AppContext): HttpProblem | null {
	const left = streams.open(c.get("caller").name);
	if (left === null) {
		const what = "as many event streams as this token may have are open";
		return problem("too-many", what, "close one");
	}
	c.env.outgoing.on("close", left);
	return null;
}
