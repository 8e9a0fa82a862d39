import { afterEach, expect, test } from "vitest";
import { spendTo } from "../../src/engine/simulate/agent/world.ts";
import { type Stage, setStage } from "../../src/engine/simulate/stage.ts";
import { strikeStage } from "../../src/engine/simulate/strike.ts";
import { runTmux } from "../../src/engine/tmux/run.ts";
import type { Event } from "../../src/state/events.ts";
import { type CrashJobs, crashJobs, KINDS } from "../support/crash-jobs.ts";
import { type Daemon, type Status, startDaemon, startDyingDaemon } from "../support/daemon.ts";
import { rowName } from "../support/row-name.ts";
import { waitFor } from "../support/wait-for.ts";
import { whereSessionsLive } from "../support/where-sessions-live.ts";

/** One is idle and the operator's own, one is cut by the limit, one is in a tool when the switch begins. */
const SESSIONS = ["ccl-0", "ccl-auto-11", "ccl-auto-12"];

/** Every row that a switch of these commits. */
const ROWS = [
	"switch.begun",
	"move.stepped draining ccl-auto-12",
	...SESSIONS.flatMap((name) => [
		`checkpoint.taken ${name}`,
		`move.stepped checkpointed ${name}`,
		`session.ended ${name}`,
		`move.stepped stopped ${name}`,
		`session.launched ${name}`,
		`move.stepped launched ${name}`,
		`move.stepped verified ${name}`,
		`move.ended ${name}`,
	]),
	"switch.committed",
	"switch.ended",
];

/** Pools that work side by side, each on every third row. */
const LANES = 3;

/** Each switch leaves an account behind; one that was undone leaves its target out for a while. */
const ACCOUNTS = [..."abcdefghijklmnopqrst"];

const stages: Stage[] = [];
const daemons: Daemon[] = [];

afterEach(async () => {
	await Promise.all(daemons.splice(0).map((daemon) => daemon.end("SIGKILL")));
	await Promise.all(stages.splice(0).map(strikeStage));
});

test("T3: a daemon that is killed after any row of a switch loses nothing and doubles nothing", async () => {
	const lanes = Array.from({ length: LANES }, (_, lane) =>
		crashesOf(ROWS.filter((_row, i) => i % LANES === lane)),
	);
	const times = (await Promise.all(lanes)).flat().sort((a, b) => a - b);
	const median = times[Math.floor(times.length / 2)];
	const told = `${ROWS.length} kills, recovery p50 ${median} ms, max ${times.at(-1)} ms`;
	process.stdout.write(`T3: ${told}\n`);
}, 900_000);

/** Crashes one pool after each of the rows in turn; resolves to how long it took to end each switch. */
async function crashesOf(rows: readonly string[]): Promise<readonly number[]> {
	const stage = await setStage({
		accounts: ACCOUNTS.map((name) => ({ name, fiveHour: { limitUnits: 10_000 } })),
		dedicated: 1,
		autonomous: 2,
		world: { spinnerMs: 0 },
		yaml: "switch: { max_per_hour: 60 }",
	});
	stages.push(stage);
	await firstTurn(stage);
	const times: number[] = [];
	for (const row of rows) times.push(...(await crashAfter(row, stage)));
	return times;
}

/** The operator's own session gets a conversation that has begun. */
async function firstTurn(stage: Stage): Promise<void> {
	const daemon = await start(startDaemon(stage));
	await allIdle(daemon);
	const { socket } = stage.config.tmux;
	const words = ["send-keys", "-t", "=ccl-0:", "hello", "Enter"];
	await runTmux({ program: "tmux", socket, configFile: null }, words, stage.environment);
	await waitFor("its answer", () => daemon.log().includes('"type":"turn.ended"'));
	await daemon.end("SIGTERM");
}

/**
 * One switch: the daemon dies after `row`, and the next one finds what is left. Resolves to the ms from the start of
 * that one to the end of the switch; to nothing when it had ended before.
 */
async function crashAfter(row: string, stage: Stage): Promise<readonly number[]> {
	const jobs = crashJobs(stage, ROWS.indexOf(row));
	const daemon = await start(startDyingDaemon(stage, row));
	const before = await allIdle(daemon);
	const from = before.sessions[0]?.account ?? "";
	await jobs.add();
	await waitFor("both jobs to be in their first tool", jobs.begun);
	spendTo(stage.world, stage.keys[from] ?? "", "five_hour", 1);
	await jobs.open("cut");
	await waitFor("the other to be waited for", () => hasDied(daemon) || isDraining(daemon));
	await jobs.open("late");
	await waitFor(`the kill after ${row}`, () => hasDied(daemon));
	await daemon.end("SIGKILL");
	expect(rowName(linesOf(daemon).at(-1)?.event ?? noEvent())).toBe(row);

	const startedAt = Date.now();
	const next = await start(startDaemon(stage));
	const work = "the work to be done on another account";
	const after = await waitFor(work, () => settled(next, jobs, from), 60_000);
	await next.end("SIGTERM");
	expect(await jobs.turns()).toEqual(KINDS.map(() => [1, true]));
	expect(await jobs.effects()).toEqual(jobs.expected);
	const [own] = after.sessions;
	expect(await whereSessionsLive(stage, after)).toEqual(
		SESSIONS.map((s) => `${s} ${own?.account}`),
	);
	expect(own?.conversation).toBe(before.sessions[0]?.conversation);
	const end = linesOf(next).find(({ event }) => event.type === "switch.ended");
	return end === undefined ? [] : [Date.parse(end.time) - startedAt];
}

/** What is there once nothing is left to do; `null` before. */
async function settled(daemon: Daemon, jobs: CrashJobs, from: string): Promise<Status | null> {
	const status = await daemon.status();
	const { sessions, queue } = status;
	if (status.switch.open !== null || queue["running"] !== 0 || queue["waiting"] !== 0) return null;
	const answered = (await jobs.turns()).every(([, finished]) => finished);
	const idle = sessions.every((s) => s.state === "idle" && s.account !== from);
	return answered && idle ? status : null;
}

async function start(starting: Promise<Daemon>): Promise<Daemon> {
	const daemon = await starting;
	daemons.push(daemon);
	return daemon;
}

const allIdle = (daemon: Daemon): Promise<Status> =>
	waitFor("all sessions to be idle", async () => {
		const status = await daemon.status();
		return status.sessions.every((s) => s.state === "idle") ? status : null;
	});

const hasDied = ({ child }: Daemon): boolean => child.signalCode === "SIGKILL";

interface Line {
	readonly time: string;
	readonly event: Event;
}

function linesOf(daemon: Daemon): readonly Line[] {
	const whole = daemon.log().split("\n").slice(0, -1);
	return whole.map((line) => JSON.parse(line) as Line);
}

/** The one in a tool: another may drain for a moment as well, until it is seen to be cut. */
const isDraining = (daemon: Daemon): boolean =>
	linesOf(daemon).some(({ event }) => rowName(event) === "move.stepped draining ccl-auto-12");

function noEvent(): never {
	throw new Error("nothing was logged");
}
