import { afterEach, beforeEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { type CountedTurn, countTurns } from "../../src/engine/simulate/count.ts";
import type { Switch } from "../../src/state/model.ts";
import { effectsOf, type Jobs, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

const JOBS = [1, 2, 3, 4, 5, 6, 7, 8];

let pool: TestPool;
let jobs: Jobs;

beforeEach(async () => {
	pool = await startPool({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 0,
		autonomous: 8,
		world: { spinnerMs: 0 },
	});
	jobs = jobsOn(pool.stage);
});
afterEach(() => pool.end());

/** Gives every session a job and waits until all are in their first tool. */
async function putToWork(): Promise<Map<string, string>> {
	await jobs.add(...JOBS);
	const sessions = await waitFor(
		"all eight to wait in their first tool",
		() => {
			const all = Object.values(pool.state().sessions);
			return all.every((s) => s.turn?.toolInFlight) ? all : null;
		},
		90_000,
	);
	return new Map(sessions.map((s) => [s.name, s.conversation ?? ""]));
}

const spend = (ratio: number): void =>
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", ratio);

const switchEnded = (): Promise<Switch> =>
	waitFor("the switch to end", () => pool.state().switches[0], 90_000);

async function allJobsDone(): Promise<readonly CountedTurn[]> {
	const done = (): boolean => pool.state().tasks.count((t) => t.state === "done") === JOBS.length;
	await waitFor("all eight jobs to be done", done, 90_000);
	return countTurns(pool.stage.transcripts);
}

/** Counted from the transcripts and from what the tools left outside of them, not from the engine's belief. */
async function expectNothingLostOrDoubled(turns: readonly CountedTurn[]): Promise<void> {
	expect(turns.map((t) => [t.acceptedCount, t.finished, t.conversations.length])).toEqual(
		JOBS.map(() => [1, true, 1]),
	);
	expect(await jobs.effects()).toEqual(effectsOf(JOBS));
}

function expectSameConversations(ended: Switch, before: ReadonlyMap<string, string>): void {
	for (const move of ended.moves) {
		const conversation = before.get(move.session);
		expect(pool.session(move.session)).toMatchObject({ account: "b", conversation });
	}
}

test("eight sessions at work cross the threshold: all go on under the other account, nothing lost, nothing doubled", async () => {
	const before = await putToWork();
	spend(0.92);
	await jobs.openGate();
	const ended = await switchEnded();
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "threshold", outcome: "done" });
	expect(ended.moves.map((m) => m.outcome)).toEqual(JOBS.map(() => "moved"));
	const turns = await allJobsDone();
	expectSameConversations(ended, before);
	await expectNothingLostOrDoubled(turns);
	expect(turns.filter((t) => t.cut)).toEqual([]);
});

test("eight sessions hit the hard limit in mid-turn: each goes on under the other account and finishes the turn it began", async () => {
	const before = await putToWork();
	spend(1);
	await jobs.openGate();
	const ended = await switchEnded();
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "limit", outcome: "done" });
	const turns = await allJobsDone();
	expectSameConversations(ended, before);
	await expectNothingLostOrDoubled(turns);
	expect(turns.filter((t) => t.cut)).toHaveLength(JOBS.length);
});
