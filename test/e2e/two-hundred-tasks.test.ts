import { readdir } from "node:fs/promises";
import { afterEach, expect, test } from "vitest";
import { queueFolders } from "../../src/engine/queue/inbox.ts";
import { countTurns } from "../../src/engine/simulate/count.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { ccf, type Daemon, startDaemon } from "../support/daemon.ts";
import { type ManyJobs, manyJobs } from "../support/many-jobs.ts";
import { waitFor } from "../support/wait-for.ts";

const TASKS = 200;
const SESSIONS = 10;

/** Half of the sessions are in a tool when the switch begins, and half when the daemon is killed. */
const GATES = { switch: [61, 62, 63, 64, 65], kill: [121, 122, 123, 124, 125] };

/** A start of an agent for each task, on a machine that may be slow. */
const LONG_MS = 900_000;

let stage: Stage;
let jobs: ManyJobs;
let daemon: Daemon | null = null;

afterEach(async () => {
	await daemon?.end("SIGKILL");
	await strikeStage(stage);
});

const namesIn = (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

/** So many are done, and all that wait at this gate are at work. */
async function workedUpTo(count: number, gate: string): Promise<void> {
	const { done } = queueFolders(stage.project);
	const look = async (): Promise<boolean> =>
		(await namesIn(done)).length >= count && (await jobs.waitAt(gate));
	await waitFor(`${count} tasks to be done and others to wait at the gate ${gate}`, look, LONG_MS);
}

/** The operator's command lasts until the switch is over; it cannot be while half of the sessions are in a tool. */
async function switchInTheMiddle(): Promise<void> {
	const asked = ccf(stage.environment, "switch", "--to", "b", "--yes");
	await waitFor(
		"a session to be stopped for its move",
		() => daemon?.log().includes('"step":"stopped"'),
		LONG_MS,
	);
	await jobs.open("switch");
	const answer = await asked;
	expect([answer.code, answer.err]).toEqual([0, ""]);
}

/** What was at work ends without a daemon. */
async function killInTheMiddle(): Promise<void> {
	await daemon?.end("SIGKILL");
	await jobs.open("kill");
	daemon = await startDaemon(stage);
}

async function expectAllDoneOnB(): Promise<void> {
	const { done, inbox, failed } = queueFolders(stage.project);
	await waitFor("no file to be left", async () => (await namesIn(inbox)).length === 0, LONG_MS);
	const status = await waitFor("the last task to be told as ended", async () => {
		const seen = await daemon?.status();
		return seen?.queue["running"] === 0 ? seen : null;
	});
	expect(status.queue).toEqual({ waiting: 0, running: 0, done: TASKS, failed: 0, uncertain: 0 });
	expect(status.sessions.map((s) => s.account)).toEqual(Array(SESSIONS).fill("b"));
	expect(await namesIn(done)).toHaveLength(TASKS);
	expect([await namesIn(inbox), await namesIn(failed)]).toEqual([[], []]);
}

/** Counted from the transcripts and from what the tools left outside of them, not from the engine's belief. */
async function expectEachDoneOnce(): Promise<void> {
	const turns = await countTurns(stage.transcripts);
	const counted = turns.map((t) => [taskOf(t.nonce), t.acceptedCount, t.finished]);
	expect(counted.toSorted()).toEqual(jobs.names.map((name) => [`app.${name}`, 1, true]));
	expect(await jobs.effects()).toEqual(jobs.expected);
}

/** A nonce is `ccl:<task>:<attempt>`. */
const taskOf = (nonce: string): string => nonce.split(":")[1] ?? nonce;

test(
	"200 tasks over 10 sessions, a switch and a killed daemon in the middle: all are done, each once",
	async () => {
		stage = await setStage({
			accounts: [
				{ name: "a", fiveHour: { limitUnits: 100_000 }, sevenDay: { limitUnits: 500_000 } },
				{ name: "b", fiveHour: { limitUnits: 100_000 }, sevenDay: { limitUnits: 500_000 } },
			],
			dedicated: 0,
			autonomous: SESSIONS,
			world: { spinnerMs: 0 },
		});
		jobs = manyJobs(stage, TASKS, GATES);
		await jobs.add();
		daemon = await startDaemon(stage);
		await workedUpTo(60, "switch");
		await switchInTheMiddle();
		await workedUpTo(120, "kill");
		await killInTheMiddle();
		await expectAllDoneOnB();
		await expectEachDoneOnce();
	},
	LONG_MS,
);
