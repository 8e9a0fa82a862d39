import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns, doubledNonces } from "../../src/engine/simulate/count.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

const wish = {
	accounts: [
		{ name: "a", fiveHour: { limitUnits: 10_000 } },
		{ name: "b", fiveHour: { limitUnits: 10_000 } },
	],
	dedicated: 0,
	autonomous: 3,
	world: { defaultTurn: { steps: 4, stepMs: 700, unitsPerStep: 1, answerMs: 200 } },
};

const pids = (): readonly (number | undefined)[] =>
	Object.values(pool.state().sessions).map((s) => s.incarnation?.pid);

test("sessions outlive the engine, and the next engine takes them up again with what happened meanwhile", async () => {
	pool = await startPool(wish);
	for (const n of [1, 2, 3]) await pool.stage.addTask(`job-${n}`, `Do job ${n}.`);
	await waitFor("all to be at work", () =>
		Object.values(pool.state().sessions).every((s) => s.turn !== null),
	);
	const before = pids();
	await pool.engine().stop("an update");
	await waitFor("the turns to end without an engine", async () => {
		const turns = await countTurns(pool.stage.transcripts);
		return turns.length === 3 && turns.every((t) => t.finished);
	});
	await pool.restart();
	await waitFor(
		"all three jobs to be done",
		() => Object.values(pool.state().tasks).filter((t) => t.state === "done").length === 3,
	);
	expect(pids()).toEqual(before);
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => t.acceptedCount)).toEqual([1, 1, 1]);
});

test("a switch that was open when the engine stopped is carried to its end by the next one", async () => {
	pool = await startPool(wish);
	for (const n of [1, 2, 3]) await pool.stage.addTask(`job-${n}`, `Do job ${n}.`);
	await waitFor("all to be at work", () =>
		Object.values(pool.state().sessions).every((s) => s.turn !== null),
	);
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", 1);
	await waitFor("the switch to be under way", () =>
		pool.state().openSwitch?.moves.some((m) => m.step === "stopped" || m.step === "launched"),
	);
	await pool.engine().stop("an update in the middle");
	await pool.restart();
	const ended = await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
	expect(ended).toMatchObject({ from: "a", to: "b" });
	await waitFor(
		"all three jobs to be done",
		() => Object.values(pool.state().tasks).filter((t) => t.state === "done").length === 3,
		60_000,
	);
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.filter((t) => !t.finished)).toEqual([]);
	expect([...doubledNonces(turns, pool.stage.world)]).toEqual([]);
});

test("a second engine on the same state is told who has it", async () => {
	pool = await startPool({ ...wish, autonomous: 1 });
	await expect(pool.restart()).rejects.toThrow(`"taken","pid":${process.pid}`);
});
