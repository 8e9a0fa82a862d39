import { describe, expect, test } from "vitest";
import { decideFailover } from "../../../src/engine/decide/failover.ts";
import type { State } from "../../../src/state/model.ts";
import {
	account,
	failoverRules,
	NOW,
	quota,
	replay,
	session,
	stateOf,
} from "../../support/state-builder.ts";

const rules = failoverRules();
const OPUS = "claude-opus-5-5";
const SONNET = "claude-sonnet-5-5";
const half = quota("five_hour", 0.5);

const pool = (a = [half, quota("seven_day_opus", 1)], b = [quota("five_hour", 0.1)]): State =>
	stateOf({
		accounts: [account("a", a), account("b", b)],
		sessions: [
			session("opus-1", { model: OPUS }),
			session("opus-2", { model: OPUS }),
			session("sonnet", { model: SONNET }),
			session("nobody-knows"),
		],
	});
const decide = (state: State) => decideFailover(state, rules, NOW);

describe("when the window of one model is spent", () => {
	test("the sessions of that model go, and the others stay", () => {
		expect(decide(pool())).toMatchObject({
			kind: "switch",
			reason: "limit",
			model: "opus",
			to: "b",
			why: "a: seven_day_opus is spent",
			sessions: ["opus-1", "opus-2"],
		});
	});

	test("nobody goes to an account where that model is spent as well", () => {
		const state = pool([half, quota("seven_day_opus", 1)], [quota("seven_day_opus", 1)]);
		expect(decide(state)).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("b is spent"),
		});
	});

	test("an account is as good as any for a model whose window is not the spent one", () => {
		const state = pool([half, quota("seven_day_sonnet", 1)], [half, quota("seven_day_opus", 1)]);
		expect(decide(state)).toMatchObject({ kind: "switch", sessions: ["sonnet"], to: "b" });
	});

	test("all go when the whole account is spent too", () => {
		const state = pool([quota("five_hour", 1), quota("seven_day_opus", 1)]);
		expect(decide(state)).toMatchObject({ kind: "switch", model: null });
	});

	test("there is nothing to do where nobody uses that model", () => {
		expect(decide(pool([half, quota("seven_day_haiku", 1)]))).toMatchObject({ kind: "none" });
	});
});

test("near the threshold of one model its sessions go at their boundary", () => {
	expect(decide(pool([half, quota("seven_day_opus", 0.96)]))).toMatchObject({
		kind: "switch",
		reason: "threshold",
		model: "opus",
		why: "a: seven_day_opus is at 96 %",
	});
});

test("a switch of one model leaves the account to the others: new sessions go on starting there", () => {
	const moves = [{ session: "opus-1", conversation: null, fromIncarnation: "opus-1-1" }];
	const state = replay(
		pool(),
		{
			type: "switch.begun",
			...{ id: "s1", from: "a", to: "b", reason: "limit", why: "", model: "opus", moves },
		},
		{ type: "switch.committed", id: "s1", proof: "" },
	);
	expect(state.active).toBe("a");
	expect(state.accounts["a"]?.leftAt).toBeNull();
});

describe("an account whose window of one model is spent", () => {
	const near = quota("five_hour", 0.92);
	const full = [quota("five_hour", 0.2), quota("seven_day_opus", 1)];

	test("takes the others over, and not the sessions of that model", () => {
		const decision = decide(pool([near], full));
		expect(decision).toMatchObject({ kind: "switch", model: null, to: "b" });
		const going = decision.kind === "switch" ? decision.sessions : [];
		expect(going.toSorted()).toEqual(["nobody-knows", "sonnet"]);
	});

	test("is no candidate for sessions of that model alone", () => {
		const state = {
			...pool([near], full),
			sessions: { "opus-1": session("opus-1", { model: OPUS }) },
		};
		expect(decide(state)).toMatchObject({
			kind: "hold",
			why: expect.stringContaining("b has no room for the models of these sessions"),
		});
	});

	test("is passed over for a third that has room for them", () => {
		const state = {
			...pool([near], full),
			sessions: { "opus-1": session("opus-1", { model: OPUS }) },
		};
		const c = account("c", [quota("five_hour", 0.3)], { priority: 9 });
		const three = { ...state, accounts: { ...state.accounts, c } };
		expect(decide(three)).toMatchObject({ kind: "switch", to: "c", sessions: ["opus-1"] });
	});
});
