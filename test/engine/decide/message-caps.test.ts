import { describe, expect, test } from "vitest";
import { changedCaps } from "../../../src/engine/decide/message-caps.ts";
import { SLOT_MS, slotOf } from "../../../src/state/messages.ts";
import { initialState } from "../../../src/state/model.ts";
import { account, HOUR, MINUTE, NOW, quota } from "../../support/state-builder.ts";

const { policy } = initialState;
const DAY = 24 * HOUR;

/** What is told of an account that sent so many messages so long ago. */
function told(
	sent: readonly (readonly [agoMs: number, many: number])[],
	limits: { readonly hourlyMsgs?: number; readonly weeklyMsgs?: number },
	known = account("a"),
) {
	const messages = Object.fromEntries(sent.map(([ago, many]) => [slotOf(NOW - ago), many]));
	const all = { hourlyMsgs: 0, weeklyMsgs: 0, ...limits };
	return changedCaps({ ...known, messages }, all, policy, NOW);
}

describe("the cap of an hour", () => {
	test("counts what was sent within the hour, and is empty when all of it has left", () => {
		const sent = [
			[90 * MINUTE, 50],
			[40 * MINUTE, 2],
			[10 * MINUTE, 3],
		] as const;
		expect(told(sent, { hourlyMsgs: 10 })).toEqual([
			{ window: "hourly_msgs", usedRatio: 0.5, resetsAt: NOW + 50 * MINUTE + SLOT_MS },
		]);
	});

	test("over the threshold it is reset when enough of the oldest have left to be under it", () => {
		const sent = [
			[50 * MINUTE, 2],
			[40 * MINUTE, 4],
			[10 * MINUTE, 8],
		] as const;
		expect(told(sent, { hourlyMsgs: 10 })).toEqual([
			{ window: "hourly_msgs", usedRatio: 1.4, resetsAt: NOW + 20 * MINUTE + SLOT_MS },
		]);
	});

	test("messages of a clock that went ahead do not count", () => {
		expect(told([[-HOUR, 9]], { hourlyMsgs: 10 })).toEqual([]);
	});
});

test("the cap of a week counts seven days", () => {
	const sent = [
		[8 * DAY, 500],
		[6 * DAY, 30],
		[HOUR, 20],
	] as const;
	expect(told(sent, { weeklyMsgs: 100, hourlyMsgs: 100 })).toMatchObject([
		{ window: "hourly_msgs", usedRatio: 0.2 },
		{ window: "weekly_msgs", usedRatio: 0.5, resetsAt: NOW + 7 * DAY },
	]);
});

test("nothing is told twice, and nothing of an account that sent nothing", () => {
	const sent = [[10 * MINUTE, 3]] as const;
	const resetsAt = NOW + 50 * MINUTE + SLOT_MS;
	const known = account("a", [quota("hourly_msgs", 0.3, { source: "local-count", resetsAt })]);
	expect(told(sent, { hourlyMsgs: 10 }, known)).toEqual([]);
	expect(told([], { hourlyMsgs: 10, weeklyMsgs: 10 })).toEqual([]);
	expect(told(sent, {})).toEqual([]);
});

test("a cap that was taken out of the configuration holds nobody back", () => {
	const known = account("a", [quota("weekly_msgs", 0.99, { source: "local-count" })]);
	expect(told([[HOUR, 99]], {}, known)).toEqual([
		{ window: "weekly_msgs", usedRatio: 0, resetsAt: null },
	]);
});
