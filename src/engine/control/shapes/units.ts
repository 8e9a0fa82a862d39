import * as z from "zod";

/** A moment. */
export const time = (what: string) => z.number().describe(`${what} (epoch ms)`);

/** A span of time. */
export const millis = (what: string) => z.number().describe(`${what} (ms)`);

/** A part of a whole. */
export const ratio = (what: string) => z.number().describe(`${what} (ratio, 0..1)`);

/** A text; `null` as `what` says. */
export const textOrNull = (what: string) => z.string().nullable().describe(what);

export const flag = (what: string) => z.boolean().describe(what);

/** An array that nobody changes: as zod's `readonly()`, but without its word in the API description. */
export function list<Item extends z.ZodType>(item: Item) {
	return z.array(item) as z.ZodType as z.ZodType<readonly z.output<Item>[]>;
}

/** A value for each name. */
export function byKey<Item extends z.ZodType>(what: string, item: Item) {
	return z.record(z.string(), item).describe(what);
}
