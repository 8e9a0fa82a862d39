import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import { nearWindows } from "../../../src/state/select.ts";
import { HOUR, NOW } from "../../support/state-builder.ts";
import { CUT, type LimitRig, limitRig } from "./limit-rig.ts";
import { failures } from "./look-alikes/failures.ts";
import type { LookAlike } from "./look-alikes/look-alike.ts";
import { panes } from "./look-alikes/panes.ts";
import { phrases } from "./look-alikes/phrases.ts";
import { records } from "./look-alikes/records.ts";
import { statuslines } from "./look-alikes/statuslines.ts";
import { realLimit } from "./real-limit.ts";

/*
 * What looks like a limit and is none. Each row is played to a pool in which a turn is under way and another account
 * could take over at once; whoever believed the row would switch. After each table the same pool meets a real limit, and
 * must switch: so it did listen.
 */

let rig: LimitRig | null = null;

/** A pool in which nothing happened that could hide the next row. */
async function pool(): Promise<LimitRig> {
	rig ??= await limitRig();
	return rig;
}

function isAsBefore({ switches, pool: { parts } }: LimitRig): boolean {
	const { accounts, policy } = parts.recorder.state();
	const now = parts.clock.now();
	const isNear = accounts["a"] === undefined || nearWindows(accounts["a"], policy, now).length > 0;
	return now - NOW < 4 * HOUR && !isNear && switches().length === 0;
}

function endPool(): void {
	rig?.end();
	rig = null;
}

beforeEach(async () => {
	const it = await pool();
	it.forget();
	const { state, turn } = it.session();
	if (turn === null || state !== "working") await it.begin();
});
afterEach(() => {
	if (rig !== null && !isAsBefore(rig)) endPool();
});
afterAll(endPool);

const TABLES: readonly (readonly [string, readonly LookAlike[]])[] = [
	["words of a limit", phrases],
	["failures of another kind", failures],
	["records that are almost one of a limit", records],
	["statuslines that prove nothing", statuslines],
	["screens that stay", panes],
];

test("there are at least 200 of them", () => {
	const rows = TABLES.reduce((sum, [, table]) => sum + table.length, 0);
	expect(rows).toBeGreaterThanOrEqual(200);
});

describe.each(TABLES)("%s never cause a switch", (_what, rows) => {
	test.each(rows)("$what", async ({ facts }) => {
		const it = await pool();
		await it.happens(...facts);
		await it.pass(12_000, 3);
		expect(it.limits()).toEqual([]);
		expect(it.switches()).toEqual([]);
		expect([it.session().account, it.session("ccl-0").account]).toEqual(["a", "a"]);
	});

	test("but the real record in the same pool does, once", async () => {
		const it = await pool();
		await it.happens(...realLimit(it, "five_hour"));
		await it.pass(20_000, 8);
		expect(it.limits()).toHaveLength(1);
		expect(it.switches().map((s) => s.moves.map((m) => m.session))).toEqual([[CUT, "ccl-0"]]);
		expect(it.session().account).toBe("b");
	});
});
