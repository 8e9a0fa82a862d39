import fc from "fast-check";
import { Map as ImmutableMap } from "immutable";
import { expect, test } from "vitest";
import { sharedJson } from "../../../src/engine/control/http/shared-json.ts";

test("the JSON of a value is what JSON.stringify gives, whatever of it was told before", () => {
	fc.assert(
		fc.property(fc.object(), fc.nat(3), (value, levels) => {
			const plain = JSON.parse(JSON.stringify(value)) as object;
			const next = { ...plain, more: [1], none: undefined };
			for (const one of [plain, next]) expect(sharedJson(one, levels)).toBe(JSON.stringify(one));
		}),
	);
});

test("what has a JSON of its own keeps it", () => {
	const value = { tasks: ImmutableMap([["a", { id: 1 }]]), at: new Date(0) };
	expect(sharedJson({ value }, 3)).toBe(JSON.stringify({ value }));
});

test("an object that stayed the same is not made into text again", () => {
	let made = 0;
	const session = {
		get name() {
			made += 1;
			return "ccl-0";
		},
	};
	for (let n = 0; n < 3; n++) sharedJson({ sessions: { session }, n }, 2);
	expect(made).toBe(1);
});
