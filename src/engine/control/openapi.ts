import * as z from "zod";
import {
	createDocument,
	type ZodOpenApiObject,
	type ZodOpenApiOperationObject,
	type ZodOpenApiPathsObject,
	type ZodOpenApiResponsesObject,
} from "zod-openapi";
import type { Route } from "./http/route.ts";
import { routes } from "./routes/table.ts";
import { Problem } from "./views/problem.ts";

const idempotencyKey = z
	.string()
	.min(1)
	.max(200)
	.optional()
	.describe("A word of your own for this act: asked again with it, it is done once");

const ABOUT = `Times are epoch milliseconds, ratios 0..1. On the unix socket send \`Host: localhost\`; by TCP a bearer token is
needed, and \`mcp_http.enable_trigger\` for whatever is not read. Answers may get more keys; those that are here stay. MCP is at \`/mcp\`.`;

/** The description of every route, made of the schemas that check them. */
export function apiDocument(version: string): object {
	return createDocument(about(version), {
		// A client that is made from this must bear the keys that later versions answer with.
		override({ io, jsonSchema }) {
			if (io === "output" && jsonSchema.additionalProperties === false) {
				delete jsonSchema.additionalProperties;
			}
		},
	});
}

function about(version: string): ZodOpenApiObject {
	return {
		openapi: "3.1.0",
		info: {
			title: "claude-failover",
			version,
			description: ABOUT,
			license: { name: "MIT", identifier: "MIT" },
		},
		servers: [{ url: "http://localhost", description: "The daemon's unix socket" }],
		security: [{}, { token: [] }],
		components: { securitySchemes: { token: { type: "http", scheme: "bearer" } } },
		paths: pathsOf(routes),
	};
}

function pathsOf(all: readonly Route[]): ZodOpenApiPathsObject {
	const paths: ZodOpenApiPathsObject = {};
	for (const route of all) {
		const path = route.path.replace(/:(\w+)/g, "{$1}");
		paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
	}
	return paths;
}

function operationOf(route: Route): ZodOpenApiOperationObject {
	const { method, path, summary, scope, query, body } = route;
	const needs = typeof scope === "string" ? scope : "read, or admin where it does something";
	const names = [...path.matchAll(/:(\w+)/g)].map(([, name = ""]) => name);
	const params =
		names.length === 0 ? null : z.object(Object.fromEntries(names.map((n) => [n, z.string()])));
	return {
		operationId: operationId(method, path),
		summary,
		description: `Scope: ${needs}.`,
		requestParams: {
			...(params !== null && { path: params }),
			query: query as z.ZodObject,
			header: z.object({
				...route.headers?.shape,
				...(method === "POST" && { "Idempotency-Key": idempotencyKey }),
			}),
		},
		...(body !== null && {
			requestBody: { required: true, content: { "application/json": { schema: body } } },
		}),
		responses: responsesOf(route),
	};
}

function responsesOf({ answer, media = "text/event-stream" }: Route): ZodOpenApiResponsesObject {
	const content =
		answer === undefined
			? { [media]: { schema: z.string() } }
			: { "application/json": { schema: answer } };
	return {
		"2XX": { description: "Done", content },
		default: {
			description: "What is wrong, why, and what to do next",
			content: { "application/problem+json": { schema: Problem } },
		},
	};
}

/** As `getSessionsNamePreview`. */
function operationId(method: string, path: string): string {
	const words = path
		.replace("/v1/", "/")
		.split(/[/:.]+/)
		.filter(Boolean);
	return method.toLowerCase() + words.map((w) => w[0]?.toUpperCase() + w.slice(1)).join("");
}
