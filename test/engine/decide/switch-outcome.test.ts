import { expect, test } from "vitest";
import { decideOutcome } from "../../../src/engine/decide/switch-outcome.ts";
import type { Move } from "../../../src/state/model.ts";
import { move } from "../../support/state-builder.ts";

const moved = move("s", { outcome: "moved", readiness: "boundary" });
const with_ = (over: Partial<Move>): Move => move("s", over);

test.each([
	["all moved", [moved, moved], "done", "2 of 2 moved"],
	[
		"a turn was cut",
		[moved, with_({ outcome: "moved", readiness: "forced" })],
		"done",
		"2 of 2 moved, 1 forced",
	],
	[
		"each in its way",
		[
			moved,
			with_({ outcome: "timed-out" }),
			with_({ outcome: "left" }),
			with_({ outcome: "failed" }),
		],
		"partial",
		"1 of 4 moved, 1 timed out, 1 left where they were, 1 failed",
	],
	["nobody moved", [with_({ outcome: "timed-out" })], "failed", "0 of 1 moved, 1 timed out"],
	[
		"a forced move that failed is told as failed",
		[moved, with_({ outcome: "failed", readiness: "forced" })],
		"partial",
		"1 of 2 moved, 1 failed",
	],
] as const)("%s", (_case, moves, outcome, note) => {
	expect(decideOutcome(moves)).toEqual({ outcome, note });
});
