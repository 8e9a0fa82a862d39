import type { Tool as ListedTool } from "@modelcontextprotocol/server";
import * as z from "zod";

type Listed = ListedTool["inputSchema"];

/**
 * A schema as it is listed, in the plainest spelling, because clients hand it on to many validators and models: whole,
 * without references. No `$schema`: validators of another draft than the one it names would refuse the whole list.
 */
export function listedSchema(schema: z.ZodObject, io: "input" | "output"): Listed {
	const { $schema: _, ...rest } = z.toJSONSchema(schema, {
		io,
		metadata: described,
		override({ jsonSchema }) {
			// More keys may come within a version.
			if (io === "output" && jsonSchema.additionalProperties === false) {
				delete jsonSchema.additionalProperties;
			}
		},
	});
	return plainly(rest) as Listed;
}

/** What is said of schemas, but for the ids under which the HTTP description keeps them apart. */
const described = {
	get(schema: z.ZodType) {
		const { id: _, ...said } = z.globalRegistry.get(schema) ?? {};
		return said;
	},
} as typeof z.globalRegistry;

function plainly(part: unknown): unknown {
	if (Array.isArray(part)) return part.map(plainly);
	if (typeof part !== "object" || part === null) return part;
	const entries = Object.entries(part).filter((entry) => !saysNothing(entry));
	return oneTypeEach(Object.fromEntries(entries.map(([key, one]) => [key, plainly(one)])));
}

/** `additionalProperties: {}` allows what is allowed without it. */
function saysNothing([key, value]: [string, unknown]): boolean {
	return key === "additionalProperties" && typeof value === "object" && isEmpty(value);
}

/** `type: [string, null]` as a choice of two. */
function oneTypeEach({ type, description, ...rest }: Record<string, unknown>): object {
	const told = description === undefined ? {} : { description };
	if (!Array.isArray(type)) return { ...(type !== undefined && { type }), ...told, ...rest };
	const anyOf = type.map((one) => (one === "null" ? { type: one } : { type: one, ...rest }));
	return { ...told, anyOf };
}

function isEmpty(value: object | null): boolean {
	return value !== null && Object.keys(value).length === 0;
}
