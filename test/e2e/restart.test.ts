import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
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
};
const JOBS = [1, 2, 3];

const pids = (): readonly (number | undefined)[] =>
	Object.values(pool.state().sessions).map((s) => s.incarnation?.pid);

const allAtWork = () =>
	waitFor(
		"all to be in their first tool",
		() => Object.values(pool.state().sessions).every((s) => s.turn?.toolInFlight),
		60_000,
	);

test("sessions outlive the engine, and the next engine takes them up again with what happened meanwhile", async () => {
	pool = await startPool(wish);
	const jobs = jobsOn(pool.stage);
	await jobs.add(...JOBS);
	await allAtWork();
	const before = pids();
	await pool.engine().stop("an update");
	await jobs.openGate();
	await waitFor("the turns to end without an engine", async () => {
		const turns = await countTurns(pool.stage.transcripts);
		return turns.length === 3 && turns.every((t) => t.finished);
	});
	await pool.restart();
	await waitFor(
		"all three jobs to be done",
		() => pool.state().tasks.count((t) => t.state === "done") === 3,
	);
	expect(pids()).toEqual(before);
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => t.acceptedCount)).toEqual([1, 1, 1]);
	expect(await jobs.effects()).toEqual(effectsOf(JOBS));
});

test("a switch that was open when the engine stopped is carried to its end by the next one", async () => {
	pool = await startPool(wish);
	const jobs = jobsOn(pool.stage);
	await jobs.add(...JOBS);
	await allAtWork();
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", 1);
	await jobs.openGate();
	await waitFor("the switch to be under way", () =>
		pool.state().openSwitch?.moves.some((m) => m.step === "stopped" || m.step === "launched"),
	);
	await pool.engine().stop("an update in the middle");
	await pool.restart();
	const ended = await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
	expect(ended).toMatchObject({ from: "a", to: "b" });
	await waitFor(
		"all three jobs to be done",
		() => pool.state().tasks.count((t) => t.state === "done") === 3,
		60_000,
	);
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual(JOBS.map(() => [1, true]));
	expect(await jobs.effects()).toEqual(effectsOf(JOBS));
});

test("a second engine on the same state is told who has it", async () => {
	pool = await startPool({ ...wish, autonomous: 1 });
	await expect(pool.restart()).rejects.toThrow(`"taken","holder":{"pid":${process.pid},`);
});
