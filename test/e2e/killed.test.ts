import { rm } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { findTranscript } from "../../src/engine/claude/transcript-find.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
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
	autonomous: 1,
	world: { defaultTurn: { steps: 4, stepMs: 700, unitsPerStep: 1, answerMs: 200 } },
};

async function atWork(): Promise<number> {
	await pool.stage.addTask("job", "Do the job.");
	await waitFor("its turn to begin", () => pool.session("ccl-auto-11").turn);
	return pool.session("ccl-auto-11").incarnation?.pid ?? 0;
}

test("a session that is killed in mid-turn comes back, is told to go on, and finishes its task once", async () => {
	pool = await startPool(wish);
	const pid = await atWork();
	const { conversation } = pool.session("ccl-auto-11");
	await waitFor("something to be done", () => pool.session("ccl-auto-11").doing);
	process.kill(pid, "SIGKILL");
	await waitFor("the task to be done", () => pool.state().tasks.get("app.job")?.state === "done");
	expect(pool.session("ccl-auto-11").conversation).toBe(conversation);
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished])).toEqual([[1, true]]);
	expect([...doubledNonces(turns, pool.stage.world)]).toEqual([]);
});

test("a session that is killed before anything was written starts over, and its task is uncertain: nothing is typed again", async () => {
	pool = await startPool(wish);
	const pid = await atWork();
	const { conversation } = pool.session("ccl-auto-11");
	const file = await waitFor("the transcript", () =>
		findTranscript(systemFiles, pool.stage.transcripts, conversation ?? ""),
	);
	process.kill(pid, "SIGKILL");
	await rm(file);
	await waitFor("the question", () => pool.state().tasks.get("app.job")?.state === "uncertain");
	await waitFor("a session at rest", () => pool.session("ccl-auto-11").state === "idle");
	expect(pool.session("ccl-auto-11").conversation).not.toBe(conversation);
	expect(await countTurns(pool.stage.transcripts)).toEqual([]);
});
