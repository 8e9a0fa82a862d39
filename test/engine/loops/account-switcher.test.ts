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
});
