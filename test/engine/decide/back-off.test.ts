import { describe, expect, test } from "vitest";
import { backOffMs } from "../../../src/engine/decide/back-off.ts";

const SECOND = 1000;
const seeds = Array.from({ length: 2_000 }, (_, n) => `task-${n}`);

describe("the pause before a further try", () => {
	test.each([
		[1, 30],
		[2, 60],
		[5, 480],
	])("of number %i is %i s, ± 20 %%", (nth, seconds) => {
		const pauses = seeds.map((seed) => backOffMs(30 * SECOND, nth, seed));
		expect(Math.min(...pauses)).toBeGreaterThanOrEqual(seconds * SECOND * 0.8);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(seconds * SECOND * 1.2);
		// They use the whole range, or the spread would be none.
		expect(Math.min(...pauses)).toBeLessThan(seconds * SECOND * 0.82);
		expect(Math.max(...pauses)).toBeGreaterThan(seconds * SECOND * 1.18);
	});

	test("is the same each time it is asked for", () => {
		expect(backOffMs(30 * SECOND, 2, "a")).toBe(backOffMs(30 * SECOND, 2, "a"));
		expect(backOffMs(30 * SECOND, 2, "a")).not.toBe(backOffMs(30 * SECOND, 2, "b"));
	});

	test("never grows beyond half an hour and a fifth", () => {
		for (const seed of seeds)
			expect(backOffMs(30 * SECOND, 60, seed)).toBeLessThanOrEqual(36 * 60 * SECOND);
	});
});
