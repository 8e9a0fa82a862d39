import * as z from "zod";

/** Stands for every value that a schema has room for. */
const ALL = Symbol("all");

/**
 * The parts of a schema that a value shows: its keys, what may be null or absent and is not, items of its lists, and
 * the choices that it takes. A named schema has its parts once, wherever it is used.
 */
export function* partsShown(schema: z.ZodType, value: unknown, name: string): Generator<string> {
	yield name;
	yield* partsWithin(schema, value, nameOf(schema) ?? name);
}

/** The parts that a schema has. */
export function partsPromised(schema: z.ZodType, name: string): Generator<string> {
	return partsShown(schema, ALL, name);
}

function* partsWithin(schema: z.ZodType, value: unknown, at: string): Generator<string> {
	for (const [inner, known, place] of insideOf(schema, value)) {
		yield* partsShown(inner, known, `${at}${place}`);
	}
}

type Inside = readonly [schema: z.ZodType, value: unknown, place: string];

function insideOf(schema: z.ZodType, value: unknown): readonly Inside[] {
	if (schema instanceof z.ZodObject) return keysOf(schema, value);
	if (schema instanceof z.ZodArray) return itemsOf(schema.element, value, "[]");
	if (schema instanceof z.ZodRecord) return itemsOf(schema.valueType, value, "{}");
	if (schema instanceof z.ZodUnion) return choicesOf(schema, value);
	if (schema instanceof z.ZodNullable || schema instanceof z.ZodExactOptional) {
		return value === null ? [] : [[schema.unwrap() as z.ZodType, value, ", told"]];
	}
	return [];
}

function keysOf({ shape }: z.ZodObject, value: unknown): readonly Inside[] {
	const entries = Object.entries(shape);
	if (value === ALL) return entries.map(([key, part]) => [part, ALL, `.${key}`]);
	const known = value as Record<string, unknown>;
	const shown = entries.filter(([key]) => Object.hasOwn(known, key));
	return shown.map(([key, part]) => [part, known[key], `.${key}`]);
}

function itemsOf(item: z.core.$ZodType, value: unknown, place: string): readonly Inside[] {
	const items = value === ALL ? [ALL] : Object.values(value as object);
	return items.map((one) => [item as z.ZodType, one, place]);
}

function choicesOf({ options }: z.ZodUnion, value: unknown): readonly Inside[] {
	const choices = (options as readonly z.ZodType[]).map(
		(choice, n): Inside => [choice, value, `|${n}`],
	);
	return choices.filter(([choice]) => value === ALL || choice.safeParse(value).success);
}

/** A schema with a description of its own is still the named one. */
function nameOf(schema: z.ZodType): string | undefined {
	const own = z.globalRegistry.get(schema)?.id;
	const { parent } = schema._zod;
	return own ?? (parent === undefined ? undefined : nameOf(parent as z.ZodType));
}
