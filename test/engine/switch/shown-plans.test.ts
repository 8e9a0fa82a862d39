import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { localClient } from "../../../src/engine/local-client.ts";
import type { Clock } from "../../../src/engine/ports/clock.ts";
import { ShownPlans } from "../../../src/engine/switch/shown-plans.ts";
import type { EngineClient, Plan, PlanAsk } from "../../../src/state/client.ts";
import { MINUTE } from "../../support/state-builder.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
let client: EngineClient;

beforeEach(async () => {
	rig = poolRig();
	await rig.up("ccl-0");
	await rig.up("ccl-auto-11");
	client = localClient(rig.parts, rig.pool);
});
afterEach(() => rig.parts.recorder.close());

const ask: PlanAsk = { to: "b", sessions: null, force: false };
const show = (over: Partial<PlanAsk> = {}) =>
	client.planSwitch({ ...ask, ...over, purpose: "show" });
const yes = (over: Partial<PlanAsk> = {}) => client.planSwitch({ ...ask, ...over, purpose: "run" });
const leave = (session: string): void =>
	rig.parts.recorder.commit({ type: "session.removed", session });
/** Facts that change nothing about who moves where. */
function turn(session: string): void {
	const who = { session, incarnation: rig.session(session).incarnation?.id ?? "" };
	rig.parts.recorder.commit({ type: "turn.started", ...who, promptId: null, nonce: null });
}

describe("what a dry run showed", () => {
	test("is exactly what --yes runs, under the same id", async () => {
		const shown = await show();
		const same = await yes();
		expect(same).toEqual(shown);
		expect(await client.runSwitch(same.id)).toEqual({
			kind: "started",
			switchId: shown.id,
			plan: shown,
		});
		expect(rig.parts.recorder.state().openSwitch?.id).toBe(shown.id);
	});

	test("keeps its id when it is shown again, and tells what is true now", async () => {
		const shown = await show();
		turn("ccl-0");
		const again = await show();
		expect(again.id).toBe(shown.id);
		expect(again.moves[0]?.how).toBe("when its turn has ended");
		expect(await yes()).toEqual(again);
	});

	test("is refused with what changed, and then forgotten: the next one plans afresh", async () => {
		const shown = await show();
		leave("ccl-0");
		const refused = await yes();
		expect(refused.changed).toBe("ccl-0 would not move any more (it is gone); look at a new plan");
		const next = await yes();
		expect([next.changed, next.moves.map((m) => m.session)]).toEqual([undefined, ["ccl-auto-11"]]);
		expect(await client.runSwitch(shown.id)).toMatchObject({ kind: "refused" });
		expect(await client.runSwitch(next.id)).toMatchObject({ kind: "started" });
	});

	test("may be shown anew after a change", async () => {
		const shown = await show();
		leave("ccl-0");
		const anew = await show();
		expect(anew.id).not.toBe(shown.id);
		expect(await yes()).toEqual(anew);
	});

	test("counts for the same ask only, in whatever order its sessions are named", async () => {
		const shown = await show({ sessions: ["ccl-0", "ccl-auto-11"] });
		expect((await yes({ sessions: ["ccl-auto-11", "ccl-0"] })).id).toBe(shown.id);
		const others = [await yes(), await yes({ sessions: ["ccl-0"] }), await yes({ force: true })];
		expect(others.map((plan) => plan.id)).not.toContain(shown.id);
		leave("ccl-0");
		expect((await yes()).changed).toBeUndefined();
	});

	test("counts for ten minutes", async () => {
		const shown = await show();
		rig.clock.jump(10 * MINUTE);
		expect((await yes()).id).toBe(shown.id);
		rig.clock.jump(1);
		leave("ccl-0");
		expect(await client.runSwitch(shown.id)).toMatchObject({ why: "this plan is not known" });
		expect((await yes()).changed).toBeUndefined();
	});

	test("is not replaced by what others look at: the dialog, explain", async () => {
		const shown = await show();
		leave("ccl-0");
		const looked = await client.planSwitch(ask);
		expect(looked.id).not.toBe(shown.id);
		expect((await yes()).changed).toContain("ccl-0");
	});

	test("is not replaced by what another asker is shown, and binds only who saw it", async () => {
		const shown = await show({ asker: "operator" });
		leave("ccl-0");
		const others = await show({ asker: "onlooker" });
		expect(others.id).not.toBe(shown.id);
		expect(await yes({ asker: "onlooker" })).toEqual(others);
		expect((await yes({ asker: "operator" })).changed).toContain("ccl-0");
	});

	test("binds nobody when it could not run", async () => {
		rig.machine.trouble = { kind: "failed", why: "tmux hangs" };
		expect((await show()).runnable).toBe(false);
		rig.machine.trouble = null;
		const plan = await yes();
		expect([plan.changed, plan.runnable]).toEqual([undefined, true]);
	});
});

test("without a dry run, --yes plans and runs", async () => {
	const plan = await yes();
	expect(await client.runSwitch(plan.id)).toMatchObject({ kind: "started", switchId: plan.id });
});

test("plans that nobody runs are let go, also where people only look", async () => {
	setFlagsFromString("--expose-gc");
	const collect = runInNewContext("gc") as () => void;
	let at = 0;
	const plans = new ShownPlans({ now: () => at } as Clock);
	const look = (id: string): WeakRef<Plan> => {
		const plan = { id } as Plan;
		plans.keep(plan, { to: null, sessions: null, force: false }, false);
		return new WeakRef(plan);
	};
	const old = look("old");
	at += 11 * MINUTE;
	const fresh = look("fresh");
	await new Promise(setImmediate);
	collect();
	expect([old.deref()?.id, fresh.deref()?.id]).toEqual([undefined, "fresh"]);
});
