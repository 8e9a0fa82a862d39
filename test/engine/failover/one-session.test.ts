import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../../src/engine/simulate/agent/world.ts";
import { countTurns, doubledNonces } from "../../../src/engine/simulate/count.ts";
import { startPool, type TestPool } from "../../support/pool.ts";
import { waitFor } from "../../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

const accounts = [
	{ name: "a", fiveHour: { limitUnits: 1000 }, sevenDay: { limitUnits: 100_000 } },
	{ name: "b", fiveHour: { limitUnits: 1000 }, sevenDay: { limitUnits: 100_000 } },
];

test("one session goes on under the other account when the first comes near its limit", async () => {
	pool = await startPool({ accounts, dedicated: 0, autonomous: 1 });
	await pool.stage.addTask("first", "Do the first thing.");
	await waitFor("the task to be done", () => pool.state().tasks.get("app.first")?.state === "done");
	const { conversation } = pool.session("ccl-auto-11");

	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", 0.93);
	await pool.stage.addTask("second", "Do the second thing.");
	const ended = await waitFor("the switch to end", () => pool.state().switches[0]);

	expect(ended).toMatchObject({ from: "a", to: "b", reason: "threshold", outcome: "done" });
	expect(ended.moves.map((m) => m.outcome)).toEqual(["moved"]);
	const after = pool.session("ccl-auto-11");
	expect(after.account).toBe("b");
	expect(after.conversation).not.toBe(conversation);
	await waitFor("both tasks", () => pool.state().tasks.get("app.second")?.state === "done");
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual([
		[1, true],
		[1, true],
	]);
	expect(doubledNonces(turns, pool.stage.world).size).toBe(0);
});
