/** What every error answer holds (RFC 9457, plus what to do next). All keys are always present. */
export interface HttpProblem {
	/** A short word that programs can branch on: `not-found`, `refused`, … */
	readonly type: string;
	readonly title: string;
	readonly status: number;
	readonly detail: string;
	readonly remedy: string | null;
	/** The field of the body or of the query that is wrong; `null` when it is none. */
	readonly field: string | null;
}

const KNOWN = {
	invalid: [400, "The request is not valid"],
	unauthorized: [401, "Not known"],
	forbidden: [403, "Not allowed"],
	readonly: [403, "This server is read-only"],
	"not-found": [404, "There is no such thing"],
	"wrong-method": [405, "The method does not fit"],
	timeout: [408, "The request took too long"],
	refused: [409, "Refused"],
	"too-large": [413, "The body is too large"],
	"wrong-type": [415, "The content type does not fit"],
	"wrong-expectation": [417, "The expectation is not met"],
	"wrong-host": [421, "The request is for another host"],
	"key-reused": [422, "The idempotency key belongs to another request"],
	"too-many": [429, "Too many requests"],
	"headers-too-large": [431, "The headers are too large"],
	failed: [500, "The request failed"],
	"not-ready": [503, "Not ready"],
} as const satisfies Record<string, readonly [number, string]>;

/** The types of problem that this server answers with. */
export type ProblemType = keyof typeof KNOWN;

/** Makes a problem of a known type. */
export function problem(
	type: ProblemType,
	detail: string,
	remedy: string | null = null,
	field: string | null = null,
): HttpProblem {
	const [status, title] = KNOWN[type];
	return { type, title, status, detail, remedy, field };
}
