import { expect, test } from "vitest";
import * as z from "zod";
import { heldTo } from "../../../src/engine/control/shapes/held-to.ts";
import { list } from "../../../src/engine/control/shapes/units.ts";

interface Model {
	readonly name: string;
	readonly kind: "old" | "new";
	readonly until?: number | null;
	readonly parts: readonly { readonly name: string; readonly note?: string }[];
}

const part = { name: z.string(), note: z.string().exactOptional() };
const keys = {
	name: z.string(),
	kind: z.enum(["old", "new"]),
	until: z.number().nullable().exactOptional(),
	parts: list(z.object(part)),
};
const { until: _, ...withoutOptional } = keys;

// What is expected here is said by the compiler: `npm run check` fails where it does not object.
test("the compiler takes a schema that is the model, and objects to one that says more, less or other", () => {
	const held = heldTo<Model>();
	expect(held(z.object(keys).meta({ description: "as it is" }))).toBeInstanceOf(z.ZodObject);
	// @ts-expect-error a key that the model does not have
	held(z.object({ ...keys, more: z.string() }));
	// @ts-expect-error an optional key is forgotten
	held(z.object(withoutOptional));
	// @ts-expect-error a key that the model may leave out
	held(z.object({ ...keys, until: z.number().nullable() }));
	// @ts-expect-error a word that the model does not know
	held(z.object({ ...keys, kind: z.enum(["old", "new", "other"]) }));
	// @ts-expect-error a word is forgotten
	held(z.object({ ...keys, kind: z.enum(["old"]) }));
	// @ts-expect-error a key within a list is forgotten
	held(z.object({ ...keys, parts: list(z.object({ name: z.string() })) }));
});
