import { readFile } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns, doubledNonces } from "../../src/engine/simulate/count.ts";
import type { StageWish } from "../../src/engine/simulate/stage.ts";
import type { Switch } from "../../src/state/model.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

const LONG = { steps: 4, stepMs: 800, unitsPerStep: 1, answerMs: 300 };

function eight(over: Partial<StageWish> = {}): StageWish {
	return {
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 0,
		autonomous: 8,
		world: { defaultTurn: LONG, spinnerMs: 0 },
		...over,
	};
}

/** Gives every session a task and waits until all are at work. */
async function putToWork(): Promise<Map<string, string>> {
	for (let n = 1; n <= 8; n++) await pool.stage.addTask(`job-${n}`, `Do job ${n}.`);
	const sessions = await waitFor(
		"all eight to be at work",
		() => {
			const all = Object.values(pool.state().sessions);
			return all.every((s) => s.turn !== null && s.task !== null) ? all : null;
		},
		60_000,
	);
	return new Map(sessions.map((s) => [s.name, s.conversation ?? ""]));
}

const spend = (ratio: number): void =>
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", ratio);

const switchEnded = (): Promise<Switch> =>
	waitFor("the switch to end", () => pool.state().switches[0], 90_000);

async function allJobsDone(): Promise<void> {
	const done = (): boolean =>
		Object.values(pool.state().tasks).filter((t) => t.state === "done").length === 8;
	await waitFor("all eight jobs to be done", done, 90_000);
}

async function expectNothingLostOrDoubled(): Promise<void> {
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.filter((t) => !t.finished)).toEqual([]);
	expect([...doubledNonces(turns, pool.stage.world)]).toEqual([]);
	expect(turns).toHaveLength(8);
}

test("eight sessions at work cross the threshold: all go on under the other account, nothing lost, nothing doubled", async () => {
	pool = await startPool(eight());
	const before = await putToWork();
	spend(0.92);
	const ended = await switchEnded();
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "threshold", outcome: "done" });
	expect(ended.moves.map((m) => m.outcome)).toEqual(Array(8).fill("moved"));
	for (const move of ended.moves) {
		expect([move.session, move.conversation]).toEqual([move.session, before.get(move.session)]);
		expect(pool.session(move.session)).toMatchObject({
			account: "b",
			conversation: before.get(move.session),
		});
	}
	await allJobsDone();
	await expectNothingLostOrDoubled();
});

test("eight sessions hit the hard limit in mid-turn: each goes on under the other account and finishes the turn it began", async () => {
	pool = await startPool(eight());
	const before = await putToWork();
	spend(1);
	const ended = await switchEnded();
	expect(ended).toMatchObject({ from: "a", to: "b", reason: "limit" });
	await allJobsDone();
	await expectNothingLostOrDoubled();
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.filter((t) => t.cut).length).toBeGreaterThan(0);
	for (const [name, conversation] of before) {
		const transcript = turns.find((t) => t.conversations[0]?.includes(conversation));
		expect([name, transcript?.conversations.length]).toEqual([name, 1]);
	}
	await waitFor("every session to be on b", () =>
		Object.values(pool.state().sessions).every((s) => s.account === "b"),
	);
});

test("every prompt that a session got is a task, or the continuation of a turn that was cut", async () => {
	pool = await startPool(eight());
	await putToWork();
	spend(1);
	await allJobsDone();
	const turns = await countTurns(pool.stage.transcripts);
	for (const turn of turns) {
		const text = await readFile(turn.conversations[0] ?? "", "utf8");
		const continued = text.split("Continue where you left off").length - 1;
		// A prompt appears in the transcript more than once (its line and the program's own notes of it).
		expect([turn.nonce, continued > 0]).toEqual([turn.nonce, turn.cut]);
	}
});
