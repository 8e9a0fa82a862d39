import { readFile } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { findTranscript } from "../../src/engine/claude/transcript-find.ts";
import { readLines } from "../../src/engine/claude/transcript-lines.ts";
import { messageOf } from "../../src/engine/claude/transcript-message.ts";
import { systemFiles } from "../../src/engine/ports/files.ts";
import { splitFooter } from "../../src/engine/queue/footer.ts";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import { effectsOf, jobsOn } from "../support/jobs.ts";
import { startPool, type TestPool } from "../support/pool.ts";
import { waitFor } from "../support/wait-for.ts";

let pool: TestPool;
afterEach(() => pool.end());

const accounts = [
	{ name: "a", fiveHour: { limitUnits: 10_000 } },
	{ name: "b", fiveHour: { limitUnits: 10_000 } },
];

async function tmux(...args: readonly string[]): Promise<string> {
	const { socket } = pool.stage.config.tmux;
	const server = { program: "tmux", socket, configFile: "/dev/null" };
	const answer = await runTmux(server, args, pool.stage.environment);
	if (answer.kind !== "ok") throw new Error(`tmux ${args.join(" ")}: ${JSON.stringify(answer)}`);
	return answer.out;
}

/** What its operator types into a session. */
async function type(session: string, text: string): Promise<void> {
	await tmux("send-keys", "-t", `=${session}:`, "-l", text);
	await tmux("send-keys", "-t", `=${session}:`, "Enter");
}

async function promptsOf(session: string): Promise<readonly string[]> {
	const { conversation } = pool.session(session);
	const file = await findTranscript(systemFiles, pool.stage.transcripts, conversation ?? "");
	const { lines } = file === null ? { lines: [] } : await readLines(systemFiles, file, 0);
	return lines
		.map(messageOf)
		.filter((m) => m?.type === "user" && !m.hasToolResult)
		.map((m) => m?.text ?? "");
}

const idle = (name: string) =>
	waitFor(`${name} to be idle`, () => pool.session(name).state === "idle");
const spend = (ratio: number): void =>
	spendTo(pool.stage.world, pool.stage.keys["a"] ?? "", "five_hour", ratio);

test("a dedicated session between turns keeps its conversation in a switch and gets no prompt of ours", async () => {
	pool = await startPool({ accounts, dedicated: 1, autonomous: 1 });
	await idle("ccl-0");
	await type("ccl-0", "Look around [ccl:mine:1]");
	await waitFor("its turn", () => pool.session("ccl-0").turnsDone === 1);
	const { conversation } = pool.session("ccl-0");
	spend(0.93);
	await type("ccl-0", "Look again [ccl:mine:2]");
	const ended = await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
	expect(ended.outcome).toBe("done");
	await idle("ccl-0");
	expect(pool.session("ccl-0")).toMatchObject({ account: "b", conversation });
	expect(await promptsOf("ccl-0")).toEqual(["Look around [ccl:mine:1]", "Look again [ccl:mine:2]"]);
});

test("a dedicated session whose turn the limit cut is told to continue, once", async () => {
	const world = { defaultTurn: { steps: 4, stepMs: 500, unitsPerStep: 1, answerMs: 100 } };
	pool = await startPool({ accounts, dedicated: 1, autonomous: 0, world });
	await idle("ccl-0");
	await type("ccl-0", "Work on this [ccl:mine:1]");
	await waitFor("its turn to begin", () => pool.session("ccl-0").turn);
	spend(1);
	await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
	await waitFor("its turn to be finished", async () =>
		(await countTurns(pool.stage.transcripts)).every((t) => t.finished),
	);
	const prompts = await promptsOf("ccl-0");
	expect(prompts).toHaveLength(2);
	expect(prompts[1]).toContain("Continue where you left off");
	expect(pool.session("ccl-0").account).toBe("b");
});

test("tasks go to autonomous sessions only, however idle a dedicated one is", async () => {
	pool = await startPool({ accounts, dedicated: 2, autonomous: 1 });
	await idle("ccl-0");
	for (const n of [1, 2, 3]) await pool.stage.addTask(`job-${n}`, `Do job ${n}.`);
	await waitFor(
		"three jobs",
		() => pool.state().tasks.count((t) => t.state === "done") === 3,
		60_000,
	);
	expect(await promptsOf("ccl-0")).toEqual([]);
	expect(await promptsOf("ccl-1")).toEqual([]);
	const text = await Promise.all(
		["job-1", "job-2", "job-3"].map((n) =>
			readFile(`${pool.stage.project}/.agent-queue/done/${n}.md`, "utf8"),
		),
	);
	expect(text.map((one) => splitFooter(one).text)).toEqual([1, 2, 3].map((n) => `Do job ${n}.`));
});

test("panes that are not ours are never touched, not even under the name of one of our sessions", async () => {
	pool = await startPool({ accounts, dedicated: 0, autonomous: 1 });
	await idle("ccl-auto-11");
	await tmux("new-session", "-d", "-s", "mine", "cat");
	const before = await tmux("list-panes", "-t", "=mine:", "-F", "#{pane_pid} #{pane_dead}");
	spend(0.93);
	await pool.stage.addTask("job", "Do the job.");
	await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
	expect(await tmux("list-panes", "-t", "=mine:", "-F", "#{pane_pid} #{pane_dead}")).toBe(before);
	expect(await tmux("capture-pane", "-p", "-t", "=mine:")).toMatch(/^\s*$/);
	await pool.engine().stop("for a moment");
	await tmux("kill-session", "-t", "=ccl-auto-11");
	await tmux("new-session", "-d", "-s", "ccl-auto-11", "cat");
	const foreign = await tmux("list-panes", "-t", "=ccl-auto-11:", "-F", "#{pane_pid}");
	await pool.restart();
	await waitFor("the refusal", () =>
		pool
			.engine()
			.client.store.getState()
			.recent.some((r) => r.event.type === "operator.warned" && /not ours/.test(r.event.what)),
	);
	expect(await tmux("list-panes", "-t", "=ccl-auto-11:", "-F", "#{pane_pid}")).toBe(foreign);
});

test("a session that its operator ended with /exit stays stopped; one that died comes back with its conversation", async () => {
	pool = await startPool({ accounts, dedicated: 2, autonomous: 0 });
	await idle("ccl-0");
	await idle("ccl-1");
	await type("ccl-1", "Remember me [ccl:mine:1]");
	await waitFor("its turn", () => pool.session("ccl-1").turnsDone === 1);
	const { conversation, incarnation } = pool.session("ccl-1");
	await type("ccl-0", "/exit");
	await waitFor("ccl-0 to be stopped", () => pool.session("ccl-0").state === "stopped");
	process.kill(incarnation?.pid ?? 0, "SIGKILL");
	await waitFor("ccl-1 to be back", () => {
		const now = pool.session("ccl-1");
		return now.incarnation?.id !== incarnation?.id && now.state === "idle";
	});
	expect(pool.session("ccl-1").conversation).toBe(conversation);
	expect(await promptsOf("ccl-1")).toEqual(["Remember me [ccl:mine:1]"]);
	expect(pool.session("ccl-0").state).toBe("stopped");
});

test("a forced switch does not wait for the turn: it is cut, moved and told to continue, and nothing is lost or doubled", async () => {
	pool = await startPool({ accounts, dedicated: 0, autonomous: 1 });
	const jobs = jobsOn(pool.stage);
	await jobs.add(1);
	await waitFor("its first tool", () => pool.session("ccl-auto-11").turn?.toolInFlight);
	const { conversation } = pool.session("ccl-auto-11");
	const { client } = pool.engine();
	const plan = await client.planSwitch({ to: "b", sessions: null, force: true });
	expect(plan.moves).toMatchObject([
		{ session: "ccl-auto-11", how: "now: its turn is cut", continues: true, canary: true },
	]);
	expect(await client.runSwitch(plan.id)).toMatchObject({ kind: "started" });
	const ended = await waitFor("the switch to end", () => pool.state().switches[0], 60_000);
	expect(ended).toMatchObject({ outcome: "done", force: true, note: "1 of 1 moved, 1 forced" });
	expect(ended.moves.map((m) => m.readiness)).toEqual(["forced"]);
	await jobs.openGate();
	await waitFor("the job", () => pool.state().tasks.get("app.job-1")?.state === "done");
	expect(pool.session("ccl-auto-11")).toMatchObject({ account: "b", conversation });
	expect(await jobs.effects()).toEqual(effectsOf([1]));
	const turns = await countTurns(pool.stage.transcripts);
	expect(turns.map((t) => [t.acceptedCount, t.finished, t.cut])).toEqual([[1, true, true]]);
});
