import { afterEach, expect, test } from "vitest";
import { countTurns } from "../../src/engine/simulate/count.ts";
import type { Task } from "../../src/state/model.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

const AUTO = "ccl-auto-11";
let pool: TestPool;
afterEach(() => pool.end());

const tasks = (): readonly Task[] => [...pool.state().tasks.values()];

/** One autonomous session that keeps its conversation. */
const start = (): Promise<TestPool> =>
	startPool({
		accounts: [{ name: "a", fiveHour: { limitUnits: 10_000 } }],
		dedicated: 0,
		autonomous: 1,
		yaml: "dispatch: { context: keep }\n",
	});

const doneAre = (count: number) =>
	waitFor(
		`${count} tasks to be done`,
		() => tasks().filter((t) => t.state === "done").length === count,
	);

test("three tasks go into one warm session: one conversation, one process, each accepted once and done", async () => {
	pool = await start();
	const jobs = jobsOn(pool.stage);
	await jobs.openGate();
	await jobs.add(1);
	await doneAre(1);
	const life = pool.session(AUTO).incarnation?.id;
	await jobs.add(2, 3);
	await doneAre(3);
	expect(pool.session(AUTO)).toMatchObject({ task: null, incarnation: { id: life } });
	expect(await jobs.effects()).toEqual(effectsOf([1, 2, 3]));
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.nonce, t.acceptedCount, t.finished])).toEqual(
		[1, 2, 3].map((n) => [`ccl:app.job-${n}:1`, 1, true]),
	);
	expect(new Set(turns.flatMap((t) => t.conversations)).size).toBe(1);
	expect(tasks().map((t) => [t.conversation, t.context])).toEqual([
		[pool.session(AUTO).conversation, undefined],
		[pool.session(AUTO).conversation, "keep"],
		[pool.session(AUTO).conversation, "keep"],
	]);
});

test("text that its operator left in the input box is not sent along: the task gets a conversation of its own", async () => {
	pool = await start();
	const jobs = jobsOn(pool.stage);
	await jobs.openGate();
	await jobs.add(1);
	await doneAre(1);
	const { conversation, incarnation } = pool.session(AUTO);
	await pool.keys(incarnation?.pane ?? "", "h", "a", "l", "f");
	await jobs.add(2);
	await doneAre(2);
	expect(pool.session(AUTO).conversation).not.toBe(conversation);
	expect(await jobs.effects()).toEqual(effectsOf([1, 2]));
});
