import type { IncomingMessage, ServerResponse } from "node:http";
import type * as z from "zod";
import type { EngineClient } from "../../../state/client.ts";
import type { LoopPass } from "../../../state/loop-pass.ts";
import type { Looks } from "./looks.ts";
import type { HttpProblem } from "./problem.ts";

/** What every route can use. */
export interface ControlContext {
	readonly client: EngineClient;
	readonly version: string;
	readonly pid: number;
	readonly now: () => number;
	/** How each loop of the engine keeps to its period. */
	readonly loops: () => readonly LoopPass[];
	readonly looks: Looks;
	/** Time between two heartbeats on an event stream, in milliseconds. */
	readonly heartbeatMs: number;
}

/**
 * What a caller may do, each with all before it: look; hand in tasks and say what becomes of them; everything. What is
 * not `read` changes something.
 */
export type Scope = "read" | "dispatch" | "admin";

/** The answer of a route, before it is written. */
export type Reply =
	| { readonly kind: "json"; readonly status: number; readonly body: object }
	/** Text as it is; JSON unless its type is told. */
	| { readonly kind: "text"; readonly text: string; readonly type?: string }
	| { readonly kind: "problem"; readonly problem: HttpProblem }
	| {
			readonly kind: "stream";
			start(request: IncomingMessage, response: ServerResponse): void;
	  };

/** One checked request. */
export interface Call<Query, Body> {
	/** The named parts of the path, decoded. */
	readonly params: Readonly<Record<string, string>>;
	readonly query: Query;
	readonly body: Body;
	/** Who asks; plans are kept apart by it. */
	readonly asker: string;
	readonly context: ControlContext;
}

/** One route. Its schemas are the single source: they check requests and describe them. */
export interface Route<
	Query extends z.ZodType = z.ZodType,
	Body extends z.ZodType | null = z.ZodType | null,
> {
	readonly method: "GET" | "POST";
	/** As in `/v1/sessions/:name`; the named parts are decoded for `handle`. */
	readonly path: string;
	readonly summary: string;
	/** Who may ask it; may depend on the checked body. */
	readonly scope: Scope | ((body: unknown) => Scope);
	readonly query: Query;
	/** Headers that it reads beside those that every route does: described, and judged by the route itself. */
	readonly headers?: z.ZodObject;
	/** Largest body (bytes); absent: `BODY_LIMIT`. */
	readonly bodyLimit?: number;
	/** `null`: the route takes no body. */
	readonly body: Body;
	/** The JSON of the answer when all is well; absent: it is no JSON. */
	readonly answer?: z.ZodType;
	/** The media type of an answer that is no JSON; absent: an event stream. */
	readonly media?: string;
	handle(
		call: Call<z.infer<Query>, Body extends z.ZodType ? z.infer<Body> : null>,
	): Reply | Promise<Reply>;
}

/** Checks the types of a route against its own schemas, then forgets them for the table. */
export function route<Query extends z.ZodType, Body extends z.ZodType | null>(
	definition: Route<Query, Body>,
): Route {
	return definition as unknown as Route;
}

/** An answer with a JSON object. */
export function json(body: object, status = 200): Reply {
	return { kind: "json", status, body };
}

/** An answer that says what is wrong. */
export function wrong(problem: HttpProblem): Reply {
	return { kind: "problem", problem };
}
