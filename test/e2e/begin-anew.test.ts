import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { findTranscript } from "../../src/engine/claude/transcript-find.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

const NAME = "ccl-auto-11";

let pool: TestPool;
afterEach(() => pool.end());

async function switchTo(account: string): Promise<void> {
	const { client } = pool.engine();
	const plan = await client.planSwitch({ to: account, sessions: null, force: false });
	expect(await client.runSwitch(plan.id)).toMatchObject({ kind: "started" });
}

async function transcriptsText(): Promise<string> {
	const names = await readdir(pool.stage.transcripts, { recursive: true });
	const files = names.filter((name) => name.endsWith(".jsonl"));
	const texts = files.map((name) => readFile(join(pool.stage.transcripts, name), "utf8"));
	return (await Promise.all(texts)).join("\n");
}

test("a limited session whose transcript has vanished goes on under the other account in a new conversation, with its task and a summary", async () => {
	pool = await startPool({
		accounts: [
			{ name: "a", fiveHour: { limitUnits: 10_000 } },
			{ name: "b", fiveHour: { limitUnits: 10_000 } },
		],
		dedicated: 0,
		autonomous: 1,
		world: { defaultTurn: { steps: 4, stepMs: 700, unitsPerStep: 1, answerMs: 200 } },
		// Nobody moves it before its transcript is gone.
		yaml: "switch: { policy: off }",
	});
	await pool.stage.addTask("job", "Do the job.");
	await waitFor("something to be done", () => pool.session(NAME).doing, 60_000);
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", 1);
	await waitFor("the limit", () => pool.session(NAME).state === "limited");
	const before = pool.session(NAME).conversation ?? "";
	const file = await findTranscript(systemFiles, pool.stage.transcripts, before);
	await rm(file ?? "");

	await switchTo("b");
	const ended = await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
	expect(ended).toMatchObject({ from: "a", to: "b", outcome: "done" });
	await waitFor("the task", () => pool.state().tasks.get("app.job")?.state === "done", 60_000);
	const { conversation } = pool.session(NAME);
	expect(conversation).not.toBe(before);
	expect(ended.moves[0]?.note).toBe(`it goes on in another conversation, ${conversation}`);
	expect(pool.state().tasks.get("app.job")).toMatchObject({ conversation, attempt: 1 });
	const said = await transcriptsText();
	expect(said).toContain("You take up work whose conversation cannot be resumed");
	// The attempt's own prompt, with its mark, was not typed a second time.
	expect(said).not.toContain("[ccl:app.job:1]");
});
