import { describe, expect, test } from "vitest";
import type { Event } from "../../src/state/events.ts";
import { slotOf } from "../../src/state/messages.ts";
import { account, HOUR, MINUTE, NOW, replay, stateOf } from "../support/state-builder.ts";

const counted = (
	slots: Readonly<Record<string, number>>,
	over: Partial<Extract<Event, { type: "messages.counted" }>> = {},
): Event => ({
	type: "messages.counted",
	account: "a",
	conversation: "c1",
	since: NOW - HOUR,
	offset: 100,
	slots,
	...over,
});

const two = () => stateOf({ accounts: [account("a"), account("b")] });

describe("counted messages", () => {
	test("add up by their slots", () => {
		const [early, late] = [slotOf(NOW - 20 * MINUTE), slotOf(NOW)];
		const state = replay(two(), counted({ [early]: 2 }), counted({ [early]: 1, [late]: 3 }));
		expect(state.accounts["a"]?.messages).toEqual({ [early]: 3, [late]: 3 });
		expect(state.accounts["b"]?.messages).toBeUndefined();
	});

	test("are kept by the hour when they are old, and forgotten after a week", () => {
		const hour = NOW - 5 * HOUR;
		const old = { [hour + 10 * MINUTE]: 1, [hour + 40 * MINUTE]: 2, [NOW - 8 * 24 * HOUR]: 7 };
		const state = replay(two(), counted(old));
		expect(state.accounts["a"]?.messages).toEqual({ [hour]: 3 });
	});

	test("say where to read on, and for whom, until the process has ended", () => {
		const moved = { account: "b", since: NOW, offset: 300 };
		const state = replay(two(), counted({}), counted({}, moved));
		expect(state.transcripts).toEqual({ c1: moved });
		expect(replay(state, counted({}, { offset: null })).transcripts).toEqual({});
	});

	test("of an account that is gone change nothing but the place", () => {
		const gone = replay(two(), counted({}), { type: "account.removed", account: "a" });
		expect(gone.transcripts).toEqual({});
		const late = replay(gone, counted({ [NOW]: 1 }, { offset: null }));
		expect(Object.keys(late.accounts)).toEqual(["b"]);
	});
});

test("what we count ourselves is no proof that an account answers", () => {
	const troubled = account("a", [], {
		trouble: { cause: "login-needed", what: "401", remedy: "/login", since: NOW - HOUR },
	});
	const state = replay(stateOf({ accounts: [troubled] }), {
		type: "quota.read",
		account: "a",
		source: "local-count",
		incarnation: null,
		windows: [{ window: "hourly_msgs", usedRatio: 2, resetsAt: NOW + HOUR }],
		observedAt: NOW,
	});
	expect(state.accounts["a"]).toMatchObject({
		told: null,
		trouble: { cause: "login-needed" },
		windows: { hourly_msgs: { usedRatio: 2, spent: false } },
	});
});
