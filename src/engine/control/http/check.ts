import type * as z from "zod";
import { type HttpProblem, problem } from "./problem.ts";

export type Checked =
	| { readonly kind: "ok"; readonly value: unknown }
	| { readonly kind: "problem"; readonly problem: HttpProblem };

/** Checks a value against a schema; the problem names the first field that is wrong. */
export function check(schema: z.ZodType, value: unknown, place: "body" | "query"): Checked {
	const parsed = schema.safeParse(value);
	if (parsed.success) return { kind: "ok", value: parsed.data };
	const issue = deepest(parsed.error.issues);
	const field = fieldOf(issue);
	const where = field === null ? `the ${place}` : `${place} field ${field}`;
	const remedy = "see the API description of this route";
	return {
		kind: "problem",
		problem: problem("invalid", `${where}: ${issue?.message ?? "is wrong"}`, remedy, field),
	};
}

type Issue = z.core.$ZodIssue;

/** In a choice between shapes, the issue of the shape that came closest. */
function deepest(issues: readonly Issue[]): Issue | undefined {
	const first = issues[0];
	if (first?.code !== "invalid_union" || first.errors.length === 0) return first;
	const closest = [...first.errors].sort((a, b) => a.length - b.length)[0];
	return deepest(closest ?? []) ?? first;
}

function fieldOf(issue: Issue | undefined): string | null {
	if (issue === undefined) return null;
	if (issue.code === "unrecognized_keys") return issue.keys[0] ?? null;
	return issue.path.length === 0 ? null : issue.path.map(String).join(".");
}
