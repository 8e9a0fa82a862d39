import { afterEach, beforeEach, expect, test } from "vitest";
import { SpoolFacts } from "../../../src/engine/facts/spool-facts.ts";
import { spoolReader } from "../../../src/engine/loops/spool-reader.ts";
import type { Loop } from "../../../src/engine/supervisor.ts";
import { type FactsRig, factsRig, sample } from "../facts/rig.ts";

let rig: FactsRig;
let pokes: string[];
let reader: Loop;

beforeEach(() => {
	rig = factsRig();
	pokes = [];
	const parts = { ...rig, poke: (loop: string) => pokes.push(loop) };
	reader = spoolReader(parts, new SpoolFacts(rig, () => false));
});
afterEach(() => rig.recorder.close());

const tick = (): Promise<void> => reader.tick(new AbortController().signal);

test("reads what waits, and sleeps until it is woken", async () => {
	await rig.launch("life-1");
	rig.drop("life-1", "SessionStart", sample("hook-SessionStart-startup.json"));
	await tick();
	expect(rig.events()).toContain("session.confirmed");
	expect(rig.clock.waits()).toEqual([]);
});

test("facts that are not complete yet are looked at again soon", async () => {
	await rig.launch("life-1");
	const failure = sample("hook-StopFailure-rate_limit-quota.json", { transcript_path: "/none" });
	rig.drop("life-1", "StopFailure", failure);
	await tick();
	expect(rig.clock.waits()).toEqual([200]);
	await rig.clock.advance(200);
	expect(pokes).toEqual(["spool-reader"]);
});
