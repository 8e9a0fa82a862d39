import * as z from "zod";

/*
 * Field schemas for payloads that another program writes: a missing or odd field becomes `null`
 * instead of an error, because one new version of the CLI must not blind the supervisor.
 */

/** A string, or `null`. */
export const text = one((value) => (typeof value === "string" ? value : null));

/** A finite number, or `null`. */
export const number = one((value) => (Number.isFinite(value) ? (value as number) : null));

/** A boolean, or `null`. */
export const flag = one((value) => (typeof value === "boolean" ? value : null));

/** Takes whatever is there. Thousands of such fields are read in a minute: no error is made of one that is odd. */
function one<T>(take: (value: unknown) => T | null) {
	// With a fallback the field may be missing as well.
	return z.transform(take).catch(null);
}

/** Any object as a record of unknown values; anything else is an empty one. */
export const record = z.transform((value) => (isRecord(value) ? value : {})).catch({});

/** Any array; anything else is an empty one. */
export const list = z
	.transform((value) => (Array.isArray(value) ? (value as unknown[]) : []))
	.catch([]);

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parsed JSON, or `undefined` when the text is none. */
export function parseJson(source: string): unknown {
	try {
		return JSON.parse(source);
	} catch {
		return undefined;
	}
}
