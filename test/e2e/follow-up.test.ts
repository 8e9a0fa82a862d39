import { afterEach, expect, test } from "vitest";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

test("a session that a switch could not wait for is moved as soon as its turn is over, before it is given more to do", async () => {
	const accounts = ["a", "b"].map((name) => ({ name, fiveHour: { limitUnits: 10_000 } }));
	const yaml = "switch: { drain_timeout: 1s, drain_max: 2s }\n";
	pool = await startPool({ accounts, dedicated: 1, autonomous: 1, yaml });
	const { session, state, stage } = pool;
	const { client } = pool.engine();
	const jobs = jobsOn(stage);
	await jobs.add(1);
	await waitFor("its first tool", () => session("ccl-auto-11").turn?.toolInFlight);
	await waitFor("the other to be idle", () => session("ccl-0").state === "idle");
	const { conversation } = session("ccl-auto-11");
	const plan = await client.planSwitch({ to: "b", sessions: null, force: false });
	expect(await client.runSwitch(plan.id)).toMatchObject({ kind: "started" });
	const first = await waitFor("the switch to end", () => state().switches[0], 30_000);
	expect(first).toMatchObject({ outcome: "partial", note: "1 of 2 moved, 1 timed out" });
	expect(session("ccl-auto-11")).toMatchObject({ account: "a", conversation });
	await jobs.add(2);
	await jobs.openGate();
	const second = await waitFor("it to follow", () => state().switches[1] && state().switches[0]);
	expect(second).toMatchObject({ from: "a", to: "b", outcome: "done", failover: first.id });
	expect(second.moves).toMatchObject([{ session: "ccl-auto-11", readiness: "boundary" }]);
	expect(session("ccl-auto-11").incarnation?.conversation).toBe(conversation);
	await waitFor(
		"both jobs to be done",
		() => state().tasks.count((t) => t.state === "done") === 2,
		30_000,
	);
	expect(session("ccl-auto-11").account).toBe("b");
	expect(await jobs.effects()).toEqual(effectsOf([1, 2]));
	const turns = await countTurns(stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished, t.cut])).toEqual([
		[1, true, false],
		[1, true, false],
	]);
});
