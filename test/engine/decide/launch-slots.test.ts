import { expect, test } from "vitest";
import { launchSlots } from "../../../src/engine/decide/launch-slots.ts";

test.each([
	[1, 1],
	[2, 1],
	[3, 2],
	[4, 2],
	[8, 5],
	[16, 11],
])("on %i cores %i programs start at a time", (cores, slots) => {
	expect(launchSlots(cores)).toBe(slots);
});
