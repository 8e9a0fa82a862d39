import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, describe, expect, test } from "vitest";
import {
	addUsage,
	createWorld,
	readEffects,
	setFailure,
	setLimit,
	setWorld,
	spendTo,
} from "../../../../src/engine/simulate/agent/world.ts";
import {
	readAccount,
	readUsage,
	readWorld,
	windowEnd,
} from "../../../../src/engine/simulate/agent/world-files.ts";

describe("the simulated world", () => {
	let dir = "";

	beforeEach(() => {
		dir = mkdtempSync(join(tmpdir(), "world-"));
		const fiveHour = { limitUnits: 200 };
		const defaultTurn = { steps: 3 };
		createWorld(dir, { defaultTurn, accounts: [{ key: "a", fiveHour }, { key: "b" }] });
	});

	test("usage of one account is the sum of what its processes used", () => {
		addUsage(dir, "a", { five_hour: 30 });
		addUsage(dir, "a", { five_hour: 20 });
		expect(readUsage(dir, "a").five_hour).toMatchObject({ usedUnits: 50, ratio: 0.25 });
		expect(readUsage(dir, "a").seven_day).toBeUndefined();
		expect(readUsage(dir, "b")).toEqual({});
	});

	test("an account can be spent to a ratio, and no further back", () => {
		spendTo(dir, "a", "five_hour", 0.5);
		spendTo(dir, "a", "five_hour", 0.25);
		expect(readUsage(dir, "a").five_hour?.ratio).toBe(0.5);
	});

	test("the next window begins empty when one has ended", () => {
		const resetsAt = Date.now() + 60_000;
		setLimit(dir, "a", "five_hour", { limitUnits: 10, resetsAt, lengthMs: 1000 });
		addUsage(dir, "a", { five_hour: 10 });
		expect(readUsage(dir, "a", resetsAt - 1).five_hour).toMatchObject({ ratio: 1, resetsAt });
		const after = readUsage(dir, "a", resetsAt).five_hour;
		expect(after).toMatchObject({ ratio: 0, resetsAt: resetsAt + 1000 });
	});

	test("windows follow each other without a gap", () => {
		const limit = { limitUnits: 1, resetsAt: 1000, lengthMs: 100 };
		expect([0, 999, 1000, 1099, 1100, 5555].map((now) => windowEnd(limit, now))).toEqual([
			...[1000, 1000, 1100, 1100, 1200, 5600],
		]);
	});

	test("a failure stays until it is healed", () => {
		setFailure(dir, "a", 529);
		expect(readAccount(dir, "a")?.failure).toBe(529);
		setFailure(dir, "a", null);
		expect(readAccount(dir, "a")?.failure).toBeNull();
		expect(() => setFailure(dir, "nobody", 500)).toThrow("has no account nobody");
	});

	test("settings that are not given have defaults and can change later", () => {
		expect(readWorld(dir)).toMatchObject({ speed: 1, defaultTurn: { steps: 3, unitsPerStep: 1 } });
		setWorld(dir, { defaultTurn: { stepMs: 5 }, ticklishMoon: true });
		const expected = { ticklishMoon: true, defaultTurn: { steps: 3, stepMs: 5 } };
		expect(readWorld(dir)).toMatchObject(expected);
		expect(readEffects(dir)).toEqual([]);
	});
});
