import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

const names = (): readonly string[] => Object.keys(pool.state().sessions);
const livesOn = (account: string): number =>
	names().filter((name) => pool.session(name).incarnation?.account === account).length;

test("under spread sessions start on all accounts, and a drained one is left for several others, nothing lost", async () => {
	const numbers = [1, 2, 3, 4, 5, 6];
	pool = await startPool({
		accounts: ["a", "b", "c"].map((name) => ({ name, fiveHour: { limitUnits: 10_000 } })),
		dedicated: 0,
		autonomous: numbers.length,
		autonomousMin: 0,
		world: { spinnerMs: 0 },
		yaml: "switch: { strategy: spread }",
	});
	// An account without a reading comes after those that have one: which sessions it gets would be a race.
	const known = (): boolean => Object.values(pool.state().accounts).every((a) => a.told != null);
	await waitFor("each account to tell its quota", known, 90_000);
	const jobs = jobsOn(pool.stage);
	await jobs.add(...numbers);
	const busy = (): boolean => names().every((name) => pool.session(name).turn?.toolInFlight);
	await waitFor("all to be at work", busy, 90_000);
	for (const account of ["a", "b", "c"]) expect(livesOn(account)).toBeGreaterThan(0);
	await pool.engine().client.setUse("a", "drained");
	await waitFor("the drain to begin", () => pool.state().openSwitch);
	await jobs.openGate();
	const left = (): boolean => livesOn("a") === 0 && pool.state().openSwitch === null;
	await waitFor("the account to be left", left, 90_000);
	const { switches } = pool.state();
	expect(switches.map((s) => [s.from, s.reason, s.outcome])).toEqual(
		switches.map(() => ["a", "drain", "done"]),
	);
	expect(new Set(switches.map((s) => s.to)).size).toBe(switches.length);
	expect(new Set(switches.map((s) => s.failover ?? s.id)).size).toBe(1);
	expect(livesOn("b") + livesOn("c")).toBe(numbers.length);
	const done = (): boolean => pool.state().tasks.every((t) => t.state === "done");
	await waitFor("all jobs to be done", done, 90_000);
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual(numbers.map(() => [1, true]));
	expect(await jobs.effects()).toEqual(effectsOf(numbers));
});

test("when every account is spent the sessions wait, and go on one after the other once one is reset", async () => {
	const numbers = [1, 2, 3];
	const resetsInMs = 30_000;
	const reset = Date.now() + resetsInMs;
	pool = await startPool({
		accounts: ["a", "b"].map((name) => {
			return { name, fiveHour: { limitUnits: 10_000, resetsInMs } };
		}),
		dedicated: 0,
		autonomous: numbers.length,
		world: { spinnerMs: 0 },
	});
	const jobs = jobsOn(pool.stage);
	await jobs.add(...numbers);
	const busy = (): boolean => names().every((name) => pool.session(name).turn?.toolInFlight);
	await waitFor("all to be at work", busy, 90_000);
	const { world, keys } = pool.stage;
	for (const key of Object.values(keys)) spendTo(world, key, "five_hour", 1);
	await jobs.openGate();
	const done = (): boolean => pool.state().tasks.every((t) => t.state === "done");
	await waitFor("all jobs to be done", done, 100_000);
	const starts = names()
		.flatMap((name) => pool.session(name).incarnation?.launchedAt ?? [])
		.sort((x, y) => x - y);
	expect(starts[0]).toBeGreaterThanOrEqual(reset);
	for (const [n, at] of starts.slice(1).entries()) {
		expect(at - (starts[n] ?? 0)).toBeGreaterThanOrEqual(5_000);
	}
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual(numbers.map(() => [1, true]));
	expect(await jobs.effects()).toEqual(effectsOf(numbers));
});
