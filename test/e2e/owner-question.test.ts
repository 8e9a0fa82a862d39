import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import type { StageWish } from "../../src/engine/simulate/stage.ts";
import type { Switch } from "../../src/state/model.ts";
import { effectsOf, type Jobs, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

const NAME = "ccl-auto-11";

let pool: TestPool;
let jobs: Jobs;
afterEach(() => pool.end());

/** A pool whose program asks before it goes on with a conversation of another account. */
async function startAsking(policy: string, wish: Partial<StageWish> = {}): Promise<void> {
	pool = await startPool({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 0,
		autonomous: 1,
		world: { spinnerMs: 0, ticklishMoon: true },
		yaml: `switch: { cross_account_resume: ${policy} }`,
		...wish,
	});
	jobs = jobsOn(pool.stage);
}

/** Its quota ends behind the first tool of its job, so that the switch moves it in mid-turn. */
async function hitTheWall(): Promise<string> {
	await jobs.add(1);
	await waitFor("its first tool", () => pool.session(NAME).turn?.toolInFlight, 60_000);
	const { conversation } = pool.session(NAME);
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", 1);
	await jobs.openGate();
	return conversation ?? "";
}

const switchEnded = (): Promise<Switch> =>
	waitFor("the switch to end", () => pool.state().switches[0], 90_000);

const jobDone = () =>
	waitFor("the job", () => pool.state().tasks.get("app.job-1")?.state === "done", 60_000);

test("copy: the question is answered, the work goes on in the copy, and nothing is done twice", async () => {
	await startAsking("copy");
	const before = await hitTheWall();
	const ended = await switchEnded();
	expect(ended).toMatchObject({ from: "a", to: "b", outcome: "done" });
	await jobDone();
	const { account, conversation } = pool.session(NAME);
	expect(account).toBe("b");
	expect(conversation).not.toBe(before);
	expect(ended.moves[0]?.note).toBe(`it goes on in another conversation, ${conversation}`);
	expect(pool.state().tasks.get("app.job-1")?.conversation).toBe(conversation);
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual([[1, true]]);
	expect(await jobs.effects()).toEqual(effectsOf([1]));
});

test("ask: nothing is answered but by a person, and one who copies it gets the move", async () => {
	await startAsking("ask");
	const before = await hitTheWall();
	await waitFor("the question", () => pool.session(NAME).question === "owner", 60_000);
	expect(pool.session(NAME)).toMatchObject({ state: "waiting", account: "b" });
	expect(pool.session(NAME).note).toContain("attach and choose");
	const pane = pool.session(NAME).incarnation?.pane ?? "";
	await pool.keys(pane, "Down", "Down", "Enter", "Up", "Enter");
	expect(await switchEnded()).toMatchObject({ outcome: "done" });
	await jobDone();
	expect(pool.session(NAME).conversation).not.toBe(before);
	expect(await jobs.effects()).toEqual(effectsOf([1]));
});

test("refuse: the process that asks is ended, and the work waits for the account that it belongs to", async () => {
	await startAsking("refuse");
	const before = await hitTheWall();
	const ended = await switchEnded();
	expect(ended).toMatchObject({ outcome: "rolled-back" });
	expect(ended.note).toContain("cross_account_resume: refuse");
	expect(pool.session(NAME)).toMatchObject({
		state: "parked",
		conversation: before,
		bound: { account: "a" },
	});
});

test("refuse: a session without work moves all the same, with a new conversation", async () => {
	await startAsking("refuse");
	await jobs.add(1);
	await jobs.openGate();
	await jobDone();
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", 0.92);
	await jobs.add(2);
	await waitFor("the second", () => pool.state().tasks.get("app.job-2")?.state === "done", 60_000);
	const ended = await switchEnded();
	expect(ended).toMatchObject({ from: "a", to: "b", outcome: "done" });
	expect(ended.moves[0]?.note).toContain("it goes on in another conversation");
	expect(pool.session(NAME).account).toBe("b");
});
