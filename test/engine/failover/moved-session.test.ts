import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { Fact } from "./facts-on-disk.ts";
import { CUT, type LimitRig, limitRig, limitsAt } from "./limit-rig.ts";
import { realLimit } from "./real-limit.ts";

/*
 * After a failover from a to b. What the process life on a left, or says late, is of a: nobody lives there any more, and
 * b must not be left for it.
 */

let rig: LimitRig;
let old: string;
beforeEach(async () => {
	rig = await limitRig();
	old = rig.session().incarnation?.id ?? "";
	await rig.happens(...realLimit(rig, "five_hour"));
	await rig.pass(20_000, 10);
	expect(rig.session()).toMatchObject({ account: "b", state: "idle" });
	await rig.begin();
	rig.forget();
});
afterEach(() => rig.end());

const spent = (): object => ({ rate_limits: limitsAt(rig.pool, 100) });

/** What the life on a says late, in its own words. */
const LATE: readonly (readonly [string, () => readonly Fact[]])[] = [
	["a statusline of a spent window", () => [{ statusline: spent(), life: old }]],
	[
		"a statusline beyond sense",
		() => [{ statusline: { rate_limits: limitsAt(rig.pool, 1e6) }, life: old }],
	],
	["its limit hook once more", () => [{ ...realLimit(rig, "five_hour")[1], life: old }]],
	[
		"its limit hook without words",
		() => [
			{
				hook: "StopFailure-rate_limit-quota",
				life: old,
				with: { last_assistant_message: undefined },
			},
		],
	],
	["a server error", () => [{ hook: "StopFailure-server_error", life: old }]],
	["the end of its turn", () => [{ hook: "Stop", life: old }]],
	["its end", () => [{ hook: "SessionEnd-other", life: old }]],
	["the start of another turn", () => [{ hook: "UserPromptSubmit", life: old }]],
];

describe("a session that moved", () => {
	test.each(LATE)("stays where it is when its old life says %s", async (_what, facts) => {
		const { incarnation, turn } = rig.session();
		await rig.happens(...facts());
		await rig.pass(20_000, 5);
		expect([rig.switches(), rig.limits()]).toEqual([[], []]);
		expect(rig.session()).toMatchObject({ account: "b", state: "working" });
		expect(rig.session().incarnation?.id).toBe(incarnation?.id);
		expect(rig.session().turn?.startedAt).toBe(turn?.startedAt);
	});

	test("stays when its new turn fails otherwise, with the old limit's record in the same transcript", async () => {
		const server = { error: "server_error", last_assistant_message: undefined };
		await rig.happens({ hook: "StopFailure-server_error", with: server }, { registry: "idle" });
		await rig.pass(10_000, 5);
		expect([rig.switches(), rig.limits()]).toEqual([[], []]);
	});

	test("parks when its new account is spent as well: there is nowhere to go, and nothing swings", async () => {
		rig.told["a"] = limitsAt(rig.pool, 100);
		await rig.happens(...realLimit(rig, "five_hour"));
		await rig.pass(120_000, 24);
		expect(rig.limits()).toMatchObject([{ account: "b", session: CUT }]);
		expect(rig.switches()).toEqual([]);
	});
});
