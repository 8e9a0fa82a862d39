import { describe, expect, test } from "vitest";
import { nextTurnUse } from "../../src/state/turn-use.ts";
import { MINUTE, NOW, quota } from "../support/state-builder.ts";

/** A window whose trace has such a point every so many minutes: ratio used, turns ended. */
const traced = (points: readonly (readonly [number, number])[], minutes = 5) =>
	quota("five_hour", points.at(-1)?.[0] ?? 0, {
		trace: points.map(([usedRatio, turns], n) => ({
			at: NOW + n * minutes * MINUTE,
			usedRatio,
			turns,
		})),
	});

/** Turns that take these ratios, one after the other. */
const taking = (...each: readonly number[]) => {
	const usedAfter = (turns: number) => each.slice(0, turns).reduce((sum, one) => sum + one, 0);
	return traced([0, ...each].map((_, turns) => [usedAfter(turns), turns] as const));
};

describe("what the next turn takes", () => {
	test("is not known before five turns told it", () => {
		expect(nextTurnUse(taking(0.02, 0.02, 0.02, 0.02))).toBeNull();
		expect(nextTurnUse(quota("five_hour", 0.5))).toBeNull();
	});

	test("is usually the middle of what turns took, and seldom more than the dearest", () => {
		const use = nextTurnUse(taking(0.01, 0.02, 0.03, 0.02, 0.08));
		expect(use?.p50).toBeCloseTo(0.02);
		expect(use?.p95).toBeGreaterThan(0.06);
		expect(use?.p95).toBeLessThanOrEqual(0.08);
	});

	test("growth within a turn belongs to that turn", () => {
		const points = Array.from({ length: 11 }, (_, n) => [n * 0.02, Math.floor(n / 2)] as const);
		expect(nextTurnUse(traced(points))?.p50).toBeCloseTo(0.04);
	});

	test("several turns between two readings share the growth, and one may have taken more than its share", () => {
		const points = [0, 0.04, 0.06, 0.14, 0.16, 0.24].map((used, n) => [used, n * 4] as const);
		const use = nextTurnUse(traced(points));
		expect(use?.p50).toBeCloseTo(0.008);
		expect(use?.p95).toBeGreaterThan(0.02);
	});

	test("what was used over a long time without a reading is not put down to one turn", () => {
		const seen = taking(0.02, 0.02, 0.02, 0.02, 0.02).trace ?? [];
		const last = seen.at(-1) ?? { at: NOW, usedRatio: 0, turns: 0 };
		const later = { at: last.at + 60 * MINUTE, usedRatio: last.usedRatio + 0.5, turns: 6 };
		const window = quota("five_hour", later.usedRatio, { trace: [...seen, later] });
		expect(nextTurnUse(window)?.p95).toBeCloseTo(0.02);
	});
});
