import { afterEach, expect, test } from "vitest";
import { findTranscript } from "../../src/engine/claude/transcript-find.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

const OWN = "ccl-0";
const AUTO = "ccl-auto-11";
let pool: TestPool;
afterEach(() => pool.end());

const accounts = [{ name: "a", fiveHour: { limitUnits: 10_000 } }];
const client = () => pool.engine().client;
const state = (name: string, is: string) =>
	waitFor(`${name} to be ${is}`, () => pool.session(name).state === is);

test("a line that is sent becomes one turn, exactly as it was written", async () => {
	pool = await startPool({ accounts, dedicated: 1, autonomous: 0 });
	await state(OWN, "idle");
	const line = `It's "quoted", $HOME; \`id\` #{pane_pid} — ünïcode ♥ [ccl:mine:1]`;
	expect(await client().send(OWN, line)).toEqual({ kind: "accepted" });
	await waitFor("its turn", () => pool.session(OWN).turnsDone === 1);
	const [turn, ...more] = await countTurns(pool.stage.transcripts);
	expect([turn?.acceptedCount, turn?.finished, more]).toEqual([1, true, []]);
	const { conversation } = pool.session(OWN);
	const file = await findTranscript(systemFiles, pool.stage.transcripts, conversation ?? "");
	expect(await systemFiles.readText(file ?? "")).toContain(JSON.stringify(line));
});

test("nothing is sent between what its operator types", async () => {
	pool = await startPool({ accounts, dedicated: 1, autonomous: 0 });
	await state(OWN, "idle");
	await pool.keys(pool.session(OWN).incarnation?.pane ?? "", "h", "a", "l", "f");
	const reply = client().send(OWN, "Go on.");
	expect(await reply).toMatchObject({ kind: "refused", why: expect.stringContaining("empty") });
	expect(await countTurns(pool.stage.transcripts)).toEqual([]);
});

test("a session that is stopped stays so over a restart of the engine, and comes back in its conversation", async () => {
	pool = await startPool({ accounts, dedicated: 1, autonomous: 0 });
	await state(OWN, "idle");
	await client().send(OWN, "Look around [ccl:mine:1]");
	await waitFor("its turn", () => pool.session(OWN).turnsDone === 1);
	const { conversation } = pool.session(OWN);
	expect(await client().stop(OWN, { force: false })).toEqual({ kind: "done" });
	await pool.engine().stop("the test restarts it");
	await pool.restart();
	await waitFor("a look at the pool", () => pool.state().engine !== null);
	expect(pool.session(OWN)).toMatchObject({ state: "stopped", incarnation: null });
	expect(await client().restart(OWN)).toEqual({ kind: "done" });
	await state(OWN, "idle");
	expect(pool.session(OWN)).toMatchObject({ conversation, turnsDone: 1 });
});

test("a task whose session is stopped by force goes on in its conversation after the restart", async () => {
	pool = await startPool({ accounts, dedicated: 0, autonomous: 1 });
	const jobs = jobsOn(pool.stage);
	await jobs.add(1);
	await waitFor("the task to be accepted", () => pool.session(AUTO).turn);
	expect(await client().stop(AUTO, { force: false })).toMatchObject({ kind: "refused" });
	expect(await client().stop(AUTO, { force: true })).toEqual({ kind: "done" });
	expect(pool.session(AUTO)).toMatchObject({ state: "stopped", owed: { cause: "stop" } });
	await jobs.openGate();
	await client().restart(AUTO);
	await waitFor("the task to be done", () =>
		[...pool.state().tasks.values()].every((t) => t.state === "done"),
	);
	expect(await jobs.effects()).toEqual(effectsOf([1]));
	expect(await countTurns(pool.stage.transcripts)).toMatchObject([{ acceptedCount: 1 }]);
});
