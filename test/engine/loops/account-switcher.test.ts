import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { decideRelaunch } from "../../../src/engine/decide/relaunch.ts";
import { accountSwitcher } from "../../../src/engine/loops/account-switcher.ts";
import { SwitchRunner } from "../../../src/engine/switch/runner.ts";
import { HOUR } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

function spend(account: string): void {
	rig.parts.recorder.commit({
		type: "quota.read",
		account,
		source: "usage-poll",
		incarnation: null,
		windows: [{ window: "five_hour", usedRatio: 1, resetsAt: rig.clock.now() + HOUR }],
		observedAt: rig.clock.now(),
	});
}

function tick(): Promise<void> {
	const runner = new SwitchRunner(rig.parts, rig.pool, async () => {});
	return accountSwitcher(rig.parts, runner).tick(new AbortController().signal);
}

const start = () => {
	const state = rig.parts.recorder.state();
	return decideRelaunch(state, rig.session("ccl-0"), true, rig.clock.now());
};

test("a run of walls is told to a person once, and nobody is moved", async () => {
	await rig.up("ccl-0");
	for (const id of ["w1", "w2", "w3", "w4"]) {
		const wall = { id, from: "a", to: "b", reason: "limit", why: "a is spent" } as const;
		rig.parts.recorder.commit(
			{ type: "switch.begun", ...wall, moves: [] },
			{ type: "switch.ended", id, outcome: "done", note: null },
		);
	}
	spend("a");
	await tick();
	await tick();
	const { state, recent } = rig.parts.recorder.store.getState();
	const warned = recent.filter((r) => r.event.type === "operator.warned");
	expect(warned).toMatchObject([
		{ event: { what: expect.stringContaining("4 switches at a limit") } },
	]);
	expect(state.openSwitch).toBeNull();
	expect(rig.session("ccl-0").account).toBe("a");
});

describe("when the active account is spent and no session lives on it", () => {
	test("new sessions start on the next one: nothing waits for the reset", async () => {
		spend("a");
		expect(start()).toMatchObject({ kind: "wait" });
		await tick();
		const { active, openSwitch, switches } = rig.parts.recorder.state();
		expect([active, openSwitch, switches]).toEqual(["b", null, []]);
		expect(start()).toMatchObject({ kind: "launch", account: "b" });
	});

	test("they wait when every account is spent", async () => {
		spend("a");
		spend("b");
		await tick();
		const { active, verdict } = rig.parts.recorder.state();
		expect(active).toBe("a");
		expect(verdict?.why).toMatch(/b is spent; the next reset is in 60 min/);
	});

	test("they wait while automatic switching is paused", async () => {
		spend("a");
		rig.parts.recorder.commit({ type: "dispatch.paused", all: true });
		await tick();
		expect(rig.parts.recorder.state().active).toBe("a");
	});

	test("they go on when the time of that pause is over", async () => {
		spend("a");
		const until = rig.clock.now() + 60_000;
		rig.parts.recorder.commit({ type: "dispatch.paused", all: true, until });
		await tick();
		expect(rig.parts.recorder.state().active).toBe("a");
		rig.clock.jump(60_000);
		await tick();
		const { active, dispatch } = rig.parts.recorder.state();
		expect([active, dispatch.all]).toEqual(["b", false]);
	});
});

describe("with switch.policy: ask", () => {
	const near = (usedRatio: number): void => {
		rig.parts.recorder.commit({
			type: "quota.read",
			account: "a",
			source: "usage-poll",
			incarnation: null,
			windows: [{ window: "five_hour", usedRatio, resetsAt: rig.clock.now() + HOUR }],
			observedAt: rig.clock.now(),
		});
	};
	const proposed = () =>
		rig.parts.recorder.store
			.getState()
			.recent.filter(({ event }) => event.type === "switch.proposed");

	beforeEach(async () => {
		rig.parts.recorder.close();
		rig = poolRig("switch: { policy: ask }");
		spendNothing("b");
		await rig.up("ccl-0");
	});

	/** A candidate needs a reading. */
	function spendNothing(account: string): void {
		rig.parts.recorder.commit({
			type: "quota.read",
			account,
			source: "usage-poll",
			incarnation: null,
			windows: [{ window: "five_hour", usedRatio: 0.1, resetsAt: rig.clock.now() + HOUR }],
			observedAt: rig.clock.now(),
		});
	}

	test("the plan waits for a yes, is told once, and nobody is moved", async () => {
		near(0.92);
		await tick();
		near(0.94);
		await tick();
		const { proposal, openSwitch, verdict } = rig.parts.recorder.state();
		expect(proposal).toMatchObject({
			from: "a",
			to: "b",
			reason: "threshold",
			sessions: ["ccl-0"],
		});
		expect(proposed()).toHaveLength(1);
		expect(openSwitch).toBeNull();
		expect(verdict?.why).toContain("a → b waits for your yes");
		expect(verdict?.grounds?.candidates).toMatchObject([{ account: "b", ok: true }]);
	});

	test("what is not wanted any more is withdrawn", async () => {
		near(0.92);
		await tick();
		rig.parts.recorder.commit({ type: "account.enabled-set", account: "b", to: "disabled" });
		await tick();
		expect(rig.parts.recorder.state().proposal).toBeNull();
	});

	test("a switch that begins takes the place of what was proposed", async () => {
		near(0.92);
		await tick();
		const wall = { id: "m1", from: "a", to: "b", reason: "manual", why: "" } as const;
		rig.parts.recorder.commit({ type: "switch.begun", ...wall, moves: [] });
		expect(rig.parts.recorder.state().proposal).toBeNull();
	});
});

test("a verdict that only counts the minutes down is not recorded anew", async () => {
	await rig.up("ccl-0");
	spend("a");
	spend("b");
	await tick();
	rig.clock.jump(3 * 60_000);
	await tick();
	const { recent } = rig.parts.recorder.store.getState();
	const verdicts = recent.flatMap(({ event }) => (event.type === "verdict.reached" ? [event] : []));
	expect(verdicts.map((v) => v.why)).toEqual([expect.stringContaining("the next reset is in")]);
});
