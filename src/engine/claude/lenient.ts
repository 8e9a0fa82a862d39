import * as z from "zod";

/*
 * Field schemas for payloads that another program writes: a missing or odd field becomes `null`
 * instead of an error, because one new version of the CLI must not blind the supervisor.
 */

/** A string, or `null`. */
export const text = z
	.string()
	.nullish()
	.catch(null)
	.transform((value) => value ?? null);

/** A finite number, or `null`. */
export const number = z
	.number()
	.nullish()
	.catch(null)
	.transform((value) => value ?? null);

/** A boolean, or `null`. */
export const flag = z
	.boolean()
	.nullish()
	.catch(null)
	.transform((value) => value ?? null);

/** Any object as a record of unknown values; anything else is an empty one. */
export const record = z.record(z.string(), z.unknown()).catch({});

/** Any array; anything else is an empty one. */
export const list = z.array(z.unknown()).catch([]);

/** Parsed JSON, or `undefined` when the text is none. */
export function parseJson(source: string): unknown {
	try {
		return JSON.parse(source);
	} catch {
		return undefined;
	}
}
