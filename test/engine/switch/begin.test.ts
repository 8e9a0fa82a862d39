import { afterEach, beforeEach, expect, test } from "vitest";
import { localClient } from "../../../src/engine/local-client.ts";
import { type PoolRig, poolRig } from "../pool/rig.ts";

let rig: PoolRig;
beforeEach(() => {
	rig = poolRig();
});
afterEach(() => rig.parts.recorder.close());

test("of two switches that are asked for at the same moment one begins, the other is refused", async () => {
	await rig.up("ccl-auto-11");
	const client = localClient(rig.parts, rig.pool);
	const ask = { to: "b", sessions: null, force: false };
	const plans = [await client.planSwitch(ask), await client.planSwitch(ask)];
	expect(plans.map((p) => p.preconditions.filter((c) => !c.ok))).toEqual([[], []]);
	const replies = await Promise.all(plans.map((plan) => client.runSwitch(plan.id)));
	expect(replies.map((r) => r.kind).toSorted()).toEqual(["refused", "started"]);
	const started = replies.flatMap((r) => (r.kind === "started" ? [r.switchId] : []));
	expect(started).toEqual([rig.parts.recorder.state().openSwitch?.id]);
});
