import type * as z from "zod";

/** A type without what JSON does not tell: readonly, and of how many parts it was put together. */
type Plain<T> = T extends readonly (infer Item)[]
	? Plain<Item>[]
	: T extends object
		? { -readonly [Key in keyof T]: Plain<T[Key]> }
		: T;

type Same<A, B> =
	(<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;

type Held<Model, Shape> =
	Same<Plain<Model>, Plain<Shape>> extends true
		? unknown
		: { readonly "is not the shape of": Plain<Model> };

/**
 * Lets the compiler hold a schema to a type of the model, in both directions: it objects to a key that is missing in
 * either, optional keys included, and to a value that only one of them knows.
 */
export function heldTo<Model>() {
	return <Schema extends z.ZodType>(schema: Schema & Held<Model, z.output<Schema>>): Schema =>
		schema;
}
