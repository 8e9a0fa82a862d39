import type * as z from "zod";
import { nearest } from "./nearest.ts";
import { knownKeys } from "./options.ts";
import type { Wrong } from "./problem.ts";
import { shown } from "./text/shown.ts";

/** A problem of the data, before its place in the file is known. */
export interface DataProblem extends Wrong {
	readonly path: readonly PropertyKey[];
	/** Whether the key itself is wrong, or the value under it. */
	readonly part: "key" | "value";
}

/** So many unknown keys of one section are looked up; nobody misspells more. */
const MOST_GUESSES = 100;

/** Puts the schema's findings into words for an operator. */
export function explain(
	issues: readonly z.core.$ZodIssue[],
	data: unknown,
	schema: z.core.$ZodType,
): readonly DataProblem[] {
	return issues.flatMap((issue) => {
		if (issue.code === "unrecognized_keys") {
			return issue.keys.map((key, index) => unknownKey(key, index, issue.path, schema));
		}
		return [{ path: issue.path, part: "value" as const, ...wording(issue, at(data, issue.path)) }];
	});
}

function unknownKey(
	key: string,
	index: number,
	path: readonly PropertyKey[],
	schema: z.core.$ZodType,
): DataProblem {
	const known = knownKeys(schema, path);
	const guess = index < MOST_GUESSES ? nearest(key, known) : null;
	const section = guess === null ? sectionWith(key, schema) : null;
	const remedy =
		guess !== null
			? `did you mean ${guess}?`
			: section !== null
				? `it belongs in ${section}`
				: `known here: ${known.join(", ")}`;
	return { path: [...path, key], part: "key", what: "unknown key", remedy };
}

/** The top-level section that has a key of this name. */
function sectionWith(key: string, schema: z.core.$ZodType): string | null {
	const sections = knownKeys(schema, []);
	return sections.find((section) => knownKeys(schema, [section]).includes(key)) ?? null;
}

function wording(issue: z.core.$ZodIssue, value: unknown): Wrong {
	if (issue.code === "custom") {
		return { what: issue.message, remedy: String(issue.params?.remedy ?? "") };
	}
	if (issue.code === "too_small" && issue.origin === "array") {
		return { what: "the list is empty", remedy: "`claude-failover init` finds what to put here" };
	}
	if (issue.code !== "invalid_type") return { what: issue.message, remedy: "" };
	const [type, remedy] = wantedType(issue.expected);
	if (value === undefined) return { what: "missing", remedy: `add it: ${type}` };
	return { what: `expected ${type}, found ${shown(value)}`, remedy };
}

function wantedType(expected: string): readonly [string, string] {
	if (expected === "array") return ["a list", "write each item on a line of its own: `- …`"];
	if (expected === "object" || expected === "record") {
		return ["a section", "write `key: value` lines under it"];
	}
	return [`a ${expected}`, ""];
}

function at(data: unknown, path: readonly PropertyKey[]): unknown {
	let value = data;
	for (const step of path) {
		if (typeof value !== "object" || value === null || !Object.hasOwn(value, step))
			return undefined;
		value = (value as Record<PropertyKey, unknown>)[step];
	}
	return value;
}
